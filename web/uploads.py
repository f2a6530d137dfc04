"""A file a form brings along, apart from what the form says."""

from starlette.datastructures import FormData, UploadFile


async def file_of(sent: FormData, most: int) -> tuple[str, bytes]:
    """Its name and bytes, empty without one; a byte more than ``most`` is enough to refuse it."""
    given = sent.get("file")
    if not isinstance(given, UploadFile):
        return "", b""
    try:
        return given.filename or "", await given.read(most + 1)
    finally:
        await given.close()


def without_files(sent: FormData) -> FormData:
    return FormData([(name, one) for name, one in sent.multi_items() if isinstance(one, str)])
