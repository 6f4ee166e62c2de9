"""PAN-OS `set` commands, compared with what the vendor's SDK makes of the same objects.

Owns the way between the two: a command is the path of an element below the virtual system, the device
group or what is shared, with names where the path has entries, and a value at its end. No PAN-OS and no
grammar of the command line's is asked.
"""

import re
import shlex
import xml.etree.ElementTree as tree

from panos.device import SslDecrypt, SslDecryptExcludeCert
from panos.firewall import Firewall
from panos.objects import CustomUrlCategory
from panos.panorama import DeviceGroup, Panorama
from panos.policies import DecryptionRule, PreRulebase, Rulebase, SecurityRule

COMMAND = re.compile(
    r"set (?:device-group (?P<group>\S+) )?"
    r"(?P<kind>profiles custom-url-category|(?:pre-)?rulebase (?:security|decryption) rules"
    r"|shared ssl-decrypt ssl-exclude-cert) (?P<name>\S+) (?P<rest>.+)"
)
# Where the SDK's attribute has another name than the element.
CATEGORY = {"description": "description", "type": "type", "list": "url_value"}
SECURITY = {
    "from": "fromzone",
    "to": "tozone",
    "source": "source",
    "destination": "destination",
    "source-user": "source_user",
    "category": "category",
    "application": "application",
    "service": "service",
    "profile-setting group": "group",
    "log-end": "log_end",
    "action": "action",
}
DECRYPTION = {
    "from": "source_zones",
    "to": "destination_zones",
    "source": "source_addresses",
    "destination": "destination_addresses",
    "source-user": "source_users",
    "service": "services",
    "category": "url_categories",
    "type": "decryption_type",
    "profile": "decryption_profile",
    "action": "action",
}
EXCLUSION = {"description": "description", "exclude": "exclude"}
# Told by the SDK of every security rule, and the device's own defaults.
DEFAULTS = {"rule-type universal", "source-hip any", "destination-hip any"}


def kind_of(kind):
    if kind.startswith("profiles"):
        return CustomUrlCategory, CATEGORY, []
    if kind.startswith("shared"):
        return SslDecryptExcludeCert, EXCLUSION, [SslDecrypt()]
    base = PreRulebase() if kind.startswith("pre-") else Rulebase()
    return (SecurityRule, SECURITY, [base]) if "security" in kind else (DecryptionRule, DECRYPTION, [base])


def read(text):
    """The objects: their place, kind and name, with their elements and values."""
    objects = {}
    for line in text.splitlines():
        command = COMMAND.fullmatch(line)
        if command is None:
            raise ValueError(line)
        words = shlex.split(command["rest"])
        deep = 2 if words[0] == "profile-setting" else 1
        values = [word for word in words[deep:] if word not in "[]"]
        if not values or (len(words) > deep + 1 and words[deep] + words[-1] != "[]"):
            raise ValueError(line)
        key = command["group"], command["kind"], command["name"]
        objects.setdefault(key, {}).setdefault(" ".join(words[:deep]), []).extend(values)
    return objects


def leaves(element):
    for child in element:
        members = child.findall("member")
        for member in members:
            yield f"{child.tag} {member.text}"
        if not members and len(child):
            yield from (f"{child.tag} {leaf}" for leaf in leaves(child))
        elif not members:
            yield f"{child.tag} {child.text}" if child.text else child.tag


def place(xpath):
    """A path as the command line has it, without the firewall's own virtual system."""
    xpath = xpath.replace("/config/devices/entry[@name='localhost.localdomain']", "")
    xpath = xpath.replace("/vsys/entry[@name='vsys1']", "").replace("/config/shared", "/shared")
    return re.sub(r"/entry\[@name='([^']*)'\]", r"/\1", xpath).strip("/").replace("/", " ")


def takes(text):
    """Every command is what the SDK makes of the object, and nothing of that is missing."""
    for (group, kind, name), said in read(text).items():
        model, attributes, parents = kind_of(kind)
        values = {attributes[element]: found for element, found in said.items()}
        for attribute, found in values.items():
            if attribute in ("log_end", "exclude"):
                values[attribute] = {"yes": True}[found[0]]
            elif attribute in ("description", "type", "action", "group", "decryption_type", "decryption_profile"):
                (values[attribute],) = found
        above = Firewall("localhost", vsys="shared" if kind.startswith("shared") else "vsys1")
        if group:
            panorama = Panorama("localhost")
            above = panorama.add(DeviceGroup(group))
        for parent in parents:
            above = above.add(parent)
        theirs = above.add(model(name, **values))
        path = f"device-group {group} {kind} {name}" if group else f"{kind} {name}"
        if place(theirs.xpath()) != path:
            raise ValueError(f"{path}: the SDK has {place(theirs.xpath())}")
        ours = {f"{element} {value}" for element, found in said.items() for value in found}
        found = set(leaves(tree.fromstring(theirs.element_str())))
        if found - DEFAULTS != ours:
            raise ValueError(f"{path}: {ours ^ found}")
