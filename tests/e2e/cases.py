"""Tables of abuse cases."""

import collections

import pytest


def cases(*rows):
    """Parameters from rows that begin with the id of their case, such as "R13"; several rows of one
    case are numbered."""
    seen = collections.Counter()
    parameters = []
    for case, *values in rows:
        seen[case] += 1
        parameters.append(pytest.param(*values, id=f"{case}.{seen[case]}"))
    return parameters
