from scorecards.parsing.seen import Seen, Times


def test_a_text_is_new_once_however_many_come_between() -> None:
    seen = Seen()
    texts = [f"call-{number}" for number in range(20_000)]
    assert all(seen.is_new(text) for text in texts)
    assert not any(seen.is_new(text) for text in texts)
    assert seen.is_new("call-20000")


def test_times_counts_each_text_for_itself() -> None:
    times = Times()
    assert [times.of(text) for text in (b"a", b"b", b"a", b"a", b"b")] == [1, 1, 2, 3, 2]
