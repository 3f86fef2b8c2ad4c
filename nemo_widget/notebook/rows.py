"""A table of wishes: from each row the pictures, what to say of them, and where the video goes."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nemo_widget.model.errors import NemoError, OutputError

_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_WANTED = "Give a table, or a list of (pictures, text)."


@dataclass(frozen=True)
class Row:
    """One video to be made: `n` counts from 1, `media` are sources as `Studio.upload` takes them."""

    n: int
    media: list[Any]
    say: str
    path: Path


def rows_of(table: Any, media: str | Sequence[str], say: str | None, path: str | Path) -> list[Row]:
    """The rows of a pandas or polars table, of dictionaries, of pairs (media, text), or of media alone.

    `media` names the column or columns of the pictures. `say` and `path` are templates, such as "title '{name}'",
    filled from the row; `{n}` is its number. Without `say` it is the text of the pair, or the column `say`.
    Raises: `NemoError` for a column that is not there, `OutputError` when two videos would have one file.
    """
    records = [_record(each) for each in _records(table)]
    if not records:
        raise NemoError("There are no rows.", "Give one row for each video.")
    width = len(str(len(records)))
    columns = [media] if isinstance(media, str) else list(media)
    rows: list[Row] = []
    taken: dict[str, int] = {}
    for n, record in enumerate(records, 1):
        fields = {"n": f"{n:0{width}}", **record}
        target = Path(_filled(str(path), fields, in_file_name)).expanduser()
        if (other := taken.setdefault(str(target.absolute()).lower(), n)) != n:
            raise OutputError(
                f"Rows {other} and {n} would both be written to {target.name}.",
                'Give a path that differs from row to row, such as "{n}.mp4".',
            )
        text = _filled(say, fields) if say is not None else str(_cell(record, "say", ""))
        cells = [cell for column in columns for cell in _several(_cell(record, column))]
        rows.append(Row(n, cells, text.strip(), target))
    return rows


def in_file_name(text: str) -> str:
    """What stands in the table as it may stand in a file's name."""
    return _NOT_IN_FILE_NAMES.sub("-", text).strip(" .") or "-"


def is_missing(value: Any) -> bool:
    """An empty cell, as tables write it: None, NaN, NA, NaT or blanks."""
    if isinstance(value, str):
        return not value.strip()
    is_nan = isinstance(value, float) and value != value
    return value is None or is_nan or type(value).__name__ in ("NAType", "NaTType")


def _records(table: Any) -> Iterable[Any]:
    if hasattr(table, "to_dicts"):  # polars
        return list(table.to_dicts())
    if type(table).__name__ == "DataFrame":  # pandas
        return list(table.to_dict(orient="records"))
    if isinstance(table, str | bytes | Mapping) or not isinstance(table, Iterable):
        raise NemoError(f"{type(table).__name__} is no list of rows.", _WANTED)
    return table


def _record(row: Any) -> Mapping[str, Any]:
    if isinstance(row, Mapping):
        return {str(column): value for column, value in row.items()}
    if isinstance(row, tuple):
        if len(row) != 2 or not isinstance(row[1], str):
            raise NemoError("A row of a batch is a pair: pictures and text.", _WANTED)
        return {"media": row[0], "say": row[1]}
    return {"media": row}


def _cell(record: Mapping[str, Any], column: str, otherwise: Any = None) -> Any:
    if column in record:
        value = record[column]
        return otherwise if is_missing(value) else value
    if otherwise is not None:
        return otherwise
    raise _no_column(column, record)


def _several(cell: Any) -> Iterator[Any]:
    if isinstance(cell, list | tuple):
        yield from (each for each in cell if not is_missing(each))
    elif not is_missing(cell):
        yield cell


class _Filling(string.Formatter):
    """Fills in values, however deep in the row they are found, as `cleaned` makes them once they are text."""

    def __init__(self, cleaned: Callable[[str], str]) -> None:
        self._cleaned = cleaned

    def format_field(self, value: Any, format_spec: str) -> str:
        text = format(value, format_spec)
        return self._cleaned(text) if text else text


def _filled(template: str, fields: Mapping[str, Any], cleaned: Callable[[str], str] = str) -> str:
    known = {name: "" if is_missing(value) else value for name, value in fields.items()}
    try:
        return _Filling(cleaned).vformat(template, (), known)
    except KeyError as missing:
        raise _no_column(str(missing.args[0]), fields) from None
    except (ValueError, IndexError, AttributeError, TypeError):
        raise NemoError(
            f"“{template}” cannot be filled from the row.", "Write the name of a column in braces, such as {name}."
        ) from None


def _no_column(name: str, record: Mapping[str, Any]) -> NemoError:
    there = ", ".join(column for column in record if column != "n")
    return NemoError(f"There is no column “{name}”.", f"There are: {there}.")
