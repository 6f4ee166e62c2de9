"""The vendors' own schemas and models: each takes what is written, and refuses what is broken."""

import importlib
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as tree

import anyconfig
import botocore.session
import botocore.validate
import yaml
from cloudflare.types.zero_trust import gateway
from google.cloud.network_security_v1 import UrlList
from google.protobuf import json_format
from panos.objects import CustomUrlCategory
from pydantic import ConfigDict, TypeAdapter
from scm.models.security import DecryptionRuleCreateModel, URLCategoriesCreateModel

import lists


def bodies(form, target, *more):
    """The parts of an output, by their ids."""
    place = os.path.join(lists.work(), f"{form}-{abs(hash((tuple(target), more)))}")
    os.makedirs(place, exist_ok=True)
    lists.written(form, target, *more, "--output", f"{place}/{{purpose}}")
    parts = {}
    for name in sorted(os.listdir(place)):
        with open(os.path.join(place, name)) as file:
            parts[name] = file.read()
    return parts


def refuses(check, value, what):
    try:
        check(value)
    except Exception:
        return
    lists.fail(f"{what} takes what is broken: this check checks nothing")


def prisma(target):
    for name, text in bodies("prisma-access", target, "--with-rules").items():
        model = DecryptionRuleCreateModel if name.endswith("rule") else URLCategoriesCreateModel
        body = json.loads(text)
        model(**body)
        refuses(lambda value: model(**value), {**body, "odd": 1}, "pan-scm-sdk")


def paloalto(target):
    for text in bodies("paloalto-xml", target).values():
        ours = tree.fromstring(text)
        members = [member.text for member in ours.find("list")]
        theirs = CustomUrlCategory(
            ours.get("name"),
            url_value=members,
            description=ours.find("description").text,
            type="URL List",
        )
        flat = lambda element: sorted(
            (node.tag, (node.text or "").strip(), node.get("name")) for node in element.iter()
        )
        if flat(tree.fromstring(theirs.element_str())) != flat(ours):
            lists.fail(f"pan-os-python makes {theirs.element_str()}")


def shape(service, operation):
    model = botocore.session.get_session().get_service_model(service)
    return model.operation_model(operation).input_shape


def aws(service, operation, body):
    def check(value):
        report = botocore.validate.ParamValidator().validate(value, shape(service, operation))
        if report.has_errors():
            raise ValueError(report.generate_report())

    check(body)
    refuses(check, {**body, "Odd": 1}, "botocore")


def amazon(target):
    (group,) = bodies("aws-network-firewall", target).values()
    aws("network-firewall", "CreateRuleGroup", json.loads(group))
    parts = bodies("aws-dns-firewall", target)
    aws("route53resolver", "UpdateFirewallDomains", json.loads(parts["allow"]))
    for form in ["aws-network-firewall", "aws-dns-firewall"]:
        (template,) = bodies(form, target, "--as", "cloudformation").values()
        path = os.path.join(lists.work(), f"{form}.json")
        for text, good in [(template, True), (template.replace("AWS::", "AWSS::"), False)]:
            with open(path, "w") as file:
                file.write(text)
            lint = [os.path.join(os.path.dirname(sys.executable), "cfn-lint"), path]
            done = subprocess.run(lint, capture_output=True, text=True)
            if (done.returncode == 0) != good:
                lists.fail(f"cfn-lint, {form}: {done.returncode}: {done.stdout[:300]}")


def strictly(kind):
    kind.__pydantic_config__ = ConfigDict(extra="forbid")
    return TypeAdapter(kind)


def cloudflare(target):
    for name, text in bodies("cloudflare-gateway", target, "--with-rules").items():
        rule = name.endswith("rule")
        kind = strictly(gateway.RuleCreateParams if rule else gateway.ListCreateParams)
        body = {**json.loads(text), "account_id": "x"}
        kind.validate_python(body)
        refuses(kind.validate_python, {**body, "odd": 1}, "cloudflare")


def google(target):
    for text in bodies("gcp-swp", target).values():
        body = yaml.safe_load(text)
        json_format.ParseDict(body, UrlList.pb(UrlList()))
        bad = {**body, "urls": []}
        refuses(lambda value: json_format.ParseDict(value, UrlList.pb(UrlList())), bad, "google")


# The tables that are written, and the module whose schema Fortinet makes from the CLI's own.
TABLES = {
    "webfilter urlfilter": "webfilter_urlfilter",
    "webfilter profile": "webfilter_profile",
    "firewall wildcard-fqdn custom": "firewall_wildcard_fqdn_custom",
    "firewall ssl-ssh-profile": "firewall_ssl_ssh_profile",
}


def fits(schema, table):
    """Every key is known, and every value that has options is one of them."""
    children = schema["children"]
    entries = table["edits"] if "edits" in table else [table]
    for entry in entries:
        for key, value in entry.items():
            if key == "configs":
                for inner in value:
                    if "config" in inner:
                        fits(children[inner["config"].replace("-", "_")], inner)
            elif key not in ("edit", "config", "comments"):
                options = [one["value"] for one in children[key.replace("-", "_")].get("options", [])]
                if options and value not in options:
                    raise ValueError(f"{key} {value}")


def fortigate_reads(text):
    tables = [one for one in anyconfig.loads(text, ac_parser="fortios")["configs"] if "config" in one]
    if not tables:
        raise ValueError("nothing was read")
    for table in tables:
        name = "ansible_collections.fortinet.fortios.plugins.modules.fortios_" + TABLES[table["config"]]
        fits(importlib.import_module(name).versioned_schema, table)
    return sum(len(table["edits"]) for table in tables)


def fortinet(target):
    text = lists.written("fortigate", target, "--with-rules")
    exempted = len(lists.entries(target, "no-decrypt"))
    # The filter, its profile, the objects and their profile.
    if fortigate_reads(text) < exempted + 3:
        lists.fail("the parser does not see all objects")
    for good, bad in [("type regex", "type glob"), ("set status", "set state"), ("        end\n", "")]:
        refuses(fortigate_reads, text.replace(good, bad), f"fortinet.fortios, {bad!r}")


for check in [fortinet, prisma, paloalto, amazon, cloudflare, google]:
    for target in lists.TARGETS:
        check(target)
    print(f"{check.__name__}: taken as it is, refused when broken")
