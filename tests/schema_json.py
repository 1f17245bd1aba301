"""Un valideur JSON Schema réduit à ce dont les nôtres se servent ; un autre mot est une erreur."""

import json
import re

from lsc_desktop.base.paths import RESOURCES

TYPES = {
    "object": dict, "array": list, "string": str, "boolean": bool, "integer": int,
    "null": type(None),
}  # fmt: skip
MOTS = frozenset({
    "$schema", "$id", "$defs", "$ref", "title", "description", "type", "required", "properties",
    "additionalProperties", "items", "minItems", "maxItems", "uniqueItems", "enum", "const",
    "pattern", "minLength", "maxLength", "minimum", "maximum", "oneOf",
})  # fmt: skip


class Schema:
    """Un schéma de `resources/`."""

    def __init__(self, nom):
        self.tout = json.loads((RESOURCES / nom).read_text(encoding="utf-8"))

    def fautes(self, value, schema=None, where="$"):
        """Une phrase par écart au schéma."""
        schema = self.tout if schema is None else schema
        unknown = set(schema) - MOTS
        assert not unknown, f"mots du schéma que ce valideur ne connaît pas : {unknown}"
        found = []
        if "$ref" in schema:
            found += self.fautes(value, self._vise(schema), where)
        if "type" in schema and not any(_est(value, kind) for kind in _liste(schema["type"])):
            return [*found, f"{where} : {value!r} n'est pas {schema['type']}"]
        if "enum" in schema and value not in schema["enum"]:
            found.append(f"{where} : {value!r} n'est pas permis")
        if "const" in schema and not _pareil(value, schema["const"]):
            found.append(f"{where} : {value!r} n'est pas {schema['const']!r}")
        if "oneOf" in schema:
            fits = [one for one in schema["oneOf"] if not self.fautes(value, one, where)]
            if len(fits) != 1:
                found.append(f"{where} : {value!r} ne répond pas à une seule des formes")
        if isinstance(value, str):
            found += _texte(value, schema, where)
        elif isinstance(value, dict):
            found += self._objet(value, schema, where)
        elif isinstance(value, list):
            found += self._tableau(value, schema, where)
        elif _est(value, "integer") and not (
            schema.get("minimum", value) <= value <= schema.get("maximum", value)
        ):
            found.append(f"{where} : {value} est trop petit ou trop grand")
        return found

    def non_decrits(self, value, schema=None, where="$"):
        """Les champs écrits que le schéma ne décrit pas."""
        schema = self.tout if schema is None else schema
        if "oneOf" in schema:
            (schema,) = (one for one in schema["oneOf"] if not self.fautes(value, one))
            return self.non_decrits(value, schema, where)
        if "$ref" in schema:
            return self.non_decrits(value, self._vise(schema), where)
        found = []
        if isinstance(value, dict):
            more = schema.get("additionalProperties")
            for key, inner in value.items():
                known = schema.get("properties", {}).get(key, more or None)
                if known is None:
                    found.append(f"{where}.{key}")
                else:
                    found += self.non_decrits(inner, known, f"{where}.{key}")
        elif isinstance(value, list):
            for inner in value:
                found += self.non_decrits(inner, schema.get("items", {}), f"{where}[]")
        return found

    def _vise(self, schema):
        return self.tout["$defs"][schema["$ref"].removeprefix("#/$defs/")]

    def _objet(self, value, schema, where):
        for key in schema.get("required", ()):
            if key not in value:
                yield f"{where} : {key} manque"
        known, more = schema.get("properties", {}), schema.get("additionalProperties", True)
        for key, inner in value.items():
            if key in known:
                yield from self.fautes(inner, known[key], f"{where}.{key}")
            elif more is False:
                yield f"{where} : {key} est de trop"
            elif more is not True:
                yield from self.fautes(inner, more, f"{where}.{key}")

    def _tableau(self, value, schema, where):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            yield f"{where} : trop court ou trop long"
        if schema.get("uniqueItems") and len({json.dumps(one) for one in value}) != len(value):
            yield f"{where} : deux fois le même"
        for rank, inner in enumerate(value):
            yield from self.fautes(inner, schema.get("items", {}), f"{where}[{rank}]")


def _texte(value, schema, where):
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{where} : {value!r} n'a pas la forme {schema['pattern']}"
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        yield f"{where} : {value!r} est trop court ou trop long"


def _est(value, kind):
    return isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _pareil(value, wanted):
    return value == wanted and type(value) is type(wanted)


def _liste(value):
    return value if isinstance(value, list) else [value]
