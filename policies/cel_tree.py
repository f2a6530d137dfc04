"""What the CEL engine gives back of an expression, read as the protobuf message it is.

Only the part of ``cel.expr.ParsedExpr`` that a policy may use is declared here; the rest is kept as
unknown fields and shows as a node of no kind.
"""

from functools import cache
from typing import Any

from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, message_factory

_PACKAGE = "hamkke.cel"
_KINDS = descriptor_pb2.FieldDescriptorProto
_TYPES = {
    "int64": _KINDS.TYPE_INT64,
    "int32": _KINDS.TYPE_INT32,
    "bool": _KINDS.TYPE_BOOL,
    "string": _KINDS.TYPE_STRING,
    "uint64": _KINDS.TYPE_UINT64,
    "double": _KINDS.TYPE_DOUBLE,
    "bytes": _KINDS.TYPE_BYTES,
}
_MESSAGES: dict[str, tuple[tuple[str, int, str, bool], ...]] = {
    "Constant": (
        ("null_value", 1, "int32", False),
        ("bool_value", 2, "bool", False),
        ("int64_value", 3, "int64", False),
        ("uint64_value", 4, "uint64", False),
        ("double_value", 5, "double", False),
        ("string_value", 6, "string", False),
        ("bytes_value", 7, "bytes", False),
    ),
    "Ident": (("name", 1, "string", False),),
    "Select": (("operand", 1, "Expr", False), ("field", 2, "string", False)),
    "Call": (
        ("target", 1, "Expr", False),
        ("function", 2, "string", False),
        ("args", 3, "Expr", True),
    ),
    "CreateList": (("elements", 1, "Expr", True),),
    "Struct": (("message_name", 1, "string", False),),
    "Comprehension": (("iter_var", 1, "string", False),),
    "Expr": (
        ("id", 2, "int64", False),
        ("const_expr", 3, "Constant", False),
        ("ident_expr", 4, "Ident", False),
        ("select_expr", 5, "Select", False),
        ("call_expr", 6, "Call", False),
        ("list_expr", 7, "CreateList", False),
        ("struct_expr", 8, "Struct", False),
        ("comprehension_expr", 9, "Comprehension", False),
    ),
    "Position": (("key", 1, "int64", False), ("value", 2, "int32", False)),
    "SourceInfo": (("positions", 4, "Position", True),),
    "ParsedExpr": (("expr", 2, "Expr", False), ("source_info", 3, "SourceInfo", False)),
}
"""Message, then name, number, type and repetition of each field (cel-spec, ``syntax.proto``)."""


def parsed(serialized: bytes) -> tuple[Any, dict[int, int]]:
    """The root node and, by node id, the offset in characters at which each node stands."""
    packed = any_pb2.Any.FromString(serialized)
    found: Any = _message_class()()
    found.ParseFromString(packed.value)
    places = {position.key: position.value for position in found.source_info.positions}
    return found.expr, places


def kind(node: Any) -> str | None:
    """``const_expr``, ``ident_expr``, ``call_expr``, ...; None for what is not declared here."""
    name: str | None = node.WhichOneof("kind")
    return name


@cache
def _message_class() -> Any:
    pool = descriptor_pool.DescriptorPool()
    pool.Add(_file())
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.ParsedExpr"))


def _file() -> descriptor_pb2.FileDescriptorProto:
    file = descriptor_pb2.FileDescriptorProto(
        name="hamkke/cel.proto", package=_PACKAGE, syntax="proto3"
    )
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        if name in ("Expr", "Constant"):
            message.oneof_decl.add(name="kind")
        for field in fields:
            _add_field(message, *field)
    return file


def _add_field(
    message: descriptor_pb2.DescriptorProto, name: str, number: int, type_: str, repeated: bool
) -> None:
    label = _KINDS.LABEL_REPEATED if repeated else _KINDS.LABEL_OPTIONAL
    field = message.field.add(name=name, number=number, label=label)
    if type_ in _TYPES:
        field.type = _TYPES[type_]
    else:
        field.type = _KINDS.TYPE_MESSAGE
        field.type_name = f".{_PACKAGE}.{type_}"
    if message.oneof_decl and name != "id":
        field.oneof_index = 0
