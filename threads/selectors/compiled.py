"""A queryset that pages ask again and again -> its SQL, compiled once; only the values differ.

Django takes longer to turn such a queryset into SQL than the database to answer it. Each is compiled twice, as a visitor
and as staff see it, because ``visible_to`` distinguishes only these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import BigAutoField, BigIntegerField, BinaryField, Expression, ForeignObject, Lookup, TextField

from threads.querysets import sees_everything

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from threads.querysets import Visitor


class Given(Expression):
    """A number, or a list of values for ``__among``, that is named when the query is asked."""

    def __init__(self, name: str) -> None:
        super().__init__(output_field=BigIntegerField())
        self.name = name

    def as_sql(self, _compiler: object, _connection: object) -> tuple[str, Any]:
        return "%s", (self,)


@BinaryField.register_lookup
@TextField.register_lookup
@BigAutoField.register_lookup
@ForeignObject.register_lookup
class Among(Lookup):
    """As ``__in``, with one list however many there are, so that the SQL is the same for any number.

    Of a subquery, the list is made before anything of the table is read.
    """

    lookup_name = "among"

    def get_prep_lookup(self) -> object:
        return self.rhs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, left_parameters = self.process_lhs(compiler, connection)
        right, right_parameters = self.process_rhs(compiler, connection)
        return f"{column} = ANY({right})", (*left_parameters, *right_parameters)


class Compiled:
    """Rows of values, as ``values_list`` gives them."""

    def __init__(self, build: Callable[[Visitor], QuerySet]) -> None:
        self._build = build
        self._compiled: dict[bool, tuple[str, tuple, Any, dict]] = {}

    def rows(self, user: Visitor, **values: object) -> list[tuple]:
        sql, parameters, compiler, converters = self._for(user)
        arguments: list[Any] = [values[each.name] if isinstance(each, Given) else each for each in parameters]
        with connection.cursor() as cursor:
            cursor.execute(sql, arguments)
            rows = cursor.fetchall()
        return list(map(tuple, compiler.apply_converters(rows, converters))) if converters else rows

    def _for(self, user: Visitor) -> tuple[str, tuple, Any, dict]:
        all_seen = sees_everything(user)
        if all_seen not in self._compiled:
            compiler = self._build(user).query.get_compiler(connection=connection)
            sql, parameters = compiler.as_sql()
            converters = compiler.get_converters([expression for expression, *_ in compiler.select])
            self._compiled[all_seen] = (sql, tuple(parameters), compiler, converters)
        return self._compiled[all_seen]
