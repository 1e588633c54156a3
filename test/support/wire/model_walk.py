"""Walks a raw answer, JSON or XML, beside the shape that botocore's model gives it."""

import base64
import re

ISO_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
HTTP_TIME = re.compile(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT")
INTEGER = re.compile(r"-?\d+")
DECIMAL = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")
# 2001 to 2100: milliseconds where seconds are meant lie far beyond.
EPOCH_SECONDS = (978_307_200, 4_102_444_800)


# What AWS answers although its own models do not have it: a stack in review is told as an event in this status
# (answers of AWS published from 2022 to 2026).
BEYOND_THE_MODELS = {("ResourceStatus", "REVIEW_IN_PROGRESS")}


class Walk:
    """What was found on the way through one answer."""

    def __init__(self):
        self.problems = []
        self.values = 0

    def wrong(self, path, says):
        self.problems.append(f"{path}: {says}" if path else says)

    def required(self, shape, present, path):
        for name in shape.required_members:
            if name not in present:
                self.wrong(join(path, name), "required by the model, missing")

    def enum(self, shape, value, path):
        if shape.enum and value not in shape.enum and (shape.name, value) not in BEYOND_THE_MODELS:
            self.wrong(path, f"{value!r} is no value of {shape.name}")


def join(path, name):
    return f"{path}.{name}" if path else name


# JSON


def walk_json(walk, shape, value, path):
    if shape.type_name == "structure":
        if not isinstance(value, dict):
            return walk.wrong(path, f"{kind_of(value)} where the model has the structure {shape.name}")
        names = {member.serialization.get("name", name): name for name, member in shape.members.items()}
        for key, entry in value.items():
            if key not in names:
                walk.wrong(join(path, key), f"no member of {shape.name}")
            else:
                walk_json(walk, shape.members[names[key]], entry, join(path, key))
        if shape.is_tagged_union and len(value) != 1:
            walk.wrong(path, f"{len(value)} members of the union {shape.name}, which takes one")
        walk.required(shape, {names[key] for key in value if key in names}, path)
    elif shape.type_name == "list":
        if not isinstance(value, list):
            return walk.wrong(path, f"{kind_of(value)} where the model has the list {shape.name}")
        for entry in value:
            walk_json(walk, shape.member, entry, f"{path}[]")
    elif shape.type_name == "map":
        if not isinstance(value, dict):
            return walk.wrong(path, f"{kind_of(value)} where the model has the map {shape.name}")
        for key, entry in value.items():
            # botocore's parser keeps a map's keys as keys: they are no values of their own.
            if shape.key.enum:
                walk.enum(shape.key, key, path)
            walk_json(walk, shape.value, entry, f"{path}{{}}")
    else:
        walk.values += 1
        if not is_json_scalar(shape.type_name, value):
            return walk.wrong(path, f"{value!r} is no {shape.type_name} of the JSON protocol")
        if shape.type_name == "string":
            walk.enum(shape, value, path)


def is_json_scalar(type_name, value):
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if type_name in ("string", "character"):
        return isinstance(value, str)
    if type_name in ("integer", "long"):
        return is_number and isinstance(value, int)
    if type_name in ("float", "double"):
        return is_number
    if type_name == "boolean":
        return isinstance(value, bool)
    if type_name == "timestamp":
        return is_number and EPOCH_SECONDS[0] < value < EPOCH_SECONDS[1]
    return isinstance(value, str) and is_base64(value)


def kind_of(value):
    return {dict: "an object", list: "a list", str: "text", bool: "a boolean", type(None): "null"}.get(
        type(value), "a number"
    )


# XML


def local_name(element):
    return element.tag.rpartition("}")[2]


def namespace_of(element):
    return element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""


def walk_xml(walk, shape, element, path):
    if shape.type_name == "structure":
        walk_xml_members(walk, shape, list(element), path, attributes=element.attrib)
        no_text(walk, element, path)
    elif shape.type_name == "list":
        wanted = shape.member.serialization.get("name", "member")
        no_text(walk, element, path)
        for child in element:
            if local_name(child) == wanted:
                walk_xml(walk, shape.member, child, f"{path}[]")
            else:
                walk.wrong(path, f"element <{local_name(child)}> in a list of <{wanted}>")
    elif shape.type_name == "map":
        key_name = shape.key.serialization.get("name", "key")
        value_name = shape.value.serialization.get("name", "value")
        for entry in element:
            children = {local_name(child): child for child in entry}
            if local_name(entry) != "entry" or set(children) != {key_name, value_name}:
                walk.wrong(path, f"<{local_name(entry)}> of {sorted(children)} in the map {shape.name}")
            else:
                walk_xml(walk, shape.value, children[value_name], f"{path}{{}}")
    else:
        if len(element) > 0:
            return walk.wrong(path, f"elements where the model has a {shape.type_name}")
        walk_text(walk, shape, element.text or "", path, time=ISO_TIME)


def walk_xml_members(walk, shape, children, path, attributes=None):
    members = {}
    expected_attributes = {}
    for name, member in shape.members.items():
        if "location" in member.serialization:
            continue
        if member.serialization.get("xmlAttribute"):
            expected_attributes[member.serialization["name"].rpartition(":")[2]] = (name, member)
            continue
        # A flattened list has no element of its own: its entries stand among the members.
        is_flat = member.type_name == "list" and member.serialization.get("flattened")
        entry = member.member.serialization.get("name") if is_flat else None
        members[entry or member.serialization.get("name", name)] = (name, member, is_flat)
    seen = set()
    for child in children:
        tag = local_name(child)
        if tag not in members:
            walk.wrong(join(path, tag), f"no member of {shape.name}")
            continue
        name, member, is_flat = members[tag]
        if is_flat:
            walk_xml(walk, member.member, child, join(path, f"{tag}[]"))
        else:
            if name in seen:
                walk.wrong(join(path, tag), "there twice")
            walk_xml(walk, member, child, join(path, tag))
        seen.add(name)
    for tag, value in (attributes or {}).items():
        plain = tag.rpartition("}")[2]
        if plain not in expected_attributes:
            walk.wrong(join(path, plain), f"no attribute of {shape.name}")
            continue
        name, member = expected_attributes[plain]
        walk_text(walk, member, value, join(path, plain), time=ISO_TIME)
        seen.add(name)
    elsewhere = {name for name, member in shape.members.items() if "location" in member.serialization}
    walk.required(shape, seen | elsewhere, path)


def walk_text(walk, shape, text, path, time):
    walk.values += 1
    fits = {
        "integer": INTEGER.fullmatch,
        "long": INTEGER.fullmatch,
        "float": DECIMAL.fullmatch,
        "double": DECIMAL.fullmatch,
        "boolean": lambda value: value in ("true", "false"),
        "timestamp": time.fullmatch,
        "blob": is_base64,
    }.get(shape.type_name)
    if fits and not fits(text):
        walk.wrong(path, f"{text!r} is no {shape.type_name} as this protocol writes it")
    elif shape.type_name == "string":
        walk.enum(shape, text, path)


def no_text(walk, element, path):
    if any(text.strip() for text in [element.text or "", *(child.tail or "" for child in element)]):
        walk.wrong(path, "text beside elements")


def is_base64(text):
    try:
        base64.b64decode(text, validate=True)
        return True
    except ValueError:
        return False
