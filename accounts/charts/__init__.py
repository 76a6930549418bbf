"""Pictures of numbers as SVG text: pure, no words of their own, no style, no script."""
