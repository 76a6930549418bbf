"""The one form of every error answer."""

from rest_framework import serializers


class ErrorSerializer(serializers.Serializer[None]):
    """One thing that is wrong."""

    field = serializers.CharField(
        allow_null=True, help_text="Dotted path of the field at fault; null: the whole request."
    )
    code = serializers.CharField(help_text="For programs: does not change with the language.")
    message = serializers.CharField(help_text="A sentence for people.")


class ErrorsSerializer(serializers.Serializer[None]):
    """Why a request was refused; nothing of it was stored."""

    errors = ErrorSerializer(many=True)  # type: ignore[assignment]
