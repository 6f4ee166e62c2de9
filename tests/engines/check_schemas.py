"""The vendors' own schemas and models: each takes what is written, and refuses what is broken.

Where a body has a placeholder for a number, a number is put in its place first: that the placeholder
itself is refused is meant. Ends with status 77 where the models in JavaScript are not there.
"""

import importlib
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as tree

import anyconfig
import botocore.session
import botocore.validate
import celpy
import hcl2
import httpx
import yaml
import zscaler_pulumi_zia as zia
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from cloudflare import Cloudflare
from cloudflare.types.zero_trust import gateway
from google.cloud.network_security_v1 import GatewaySecurityPolicyRule, UrlList
from google.protobuf import json_format
from panos.objects import CustomUrlCategory
from pydantic import ConfigDict, TypeAdapter
from scm.config.security.decryption_rule import DecryptionRule
from scm.config.security.security_rule import SecurityRule
from scm.config.security.url_categories import URLCategories
from scm.models import security

import lists
import panos_set


def bodies(form, target, *more):
    """The parts of an output, by their ids."""
    place = os.path.join(lists.work(), f"{form}-{abs(hash((tuple(target), more)))}")
    os.makedirs(place, exist_ok=True)
    lists.written(form, target, *more, "--output", f"{place}/{{purpose}}")
    parts = {}
    for name in sorted(os.listdir(place)):
        # What is said beside the parts is no part.
        if name.endswith(".about"):
            continue
        with open(os.path.join(place, name)) as file:
            parts[name] = file.read()
    return parts


def places(form, target, *more):
    """What is to be done with the parts, by their ids, as the lines that mark them say."""
    text = lists.written(form, target, "--with-rules", *more)
    found = dict(re.findall(r"^=== \d+ of \d+: ([a-z-]+): (.*)$", text, re.MULTILINE))
    return found or lists.fail(f"{form} marks no parts")


def refuses(check, value, what):
    try:
        check(value)
    except Exception:
        return
    lists.fail(f"{what} takes what is broken: this check checks nothing")


def prisma(target):
    for name, text in bodies("prisma-access", target, "--with-rules").items():
        model = {
            "allow-rule": security.SecurityRuleCreateModel,
            "no-decrypt-rule": security.DecryptionRuleCreateModel,
        }.get(name, security.URLCategoriesCreateModel)
        body = json.loads(text)
        model(**body)
        refuses(lambda value: model(**value), {**body, "odd": 1}, "pan-scm-sdk")
    rules = {"allow-rule": SecurityRule, "no-decrypt-rule": DecryptionRule}
    for name, place in places("prisma-access", target).items():
        path, _, parameters = place.removeprefix("POST ").partition("?")
        if path != rules.get(name, URLCategories).ENDPOINT:
            lists.fail(f"pan-scm-sdk has another path for {name}: {path}")
        if name in rules and "position=pre" not in parameters.split("&"):
            lists.fail(f"pan-scm-sdk gives a position with {name}, not {parameters}")


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
    for form, variant in [("paloalto", "firewall"), ("paloalto", "panorama"), ("paloalto-exclusions", "")]:
        more = ["--with-rules", "--as", variant] if variant else []
        text = "".join(bodies(form, target, *more).values())
        panos_set.takes(text)
        for good, bad in [("custom-url-category", "url-category"), ("action ", "act "), ("ssl-exclude", "exclude")]:
            if good in text:
                refuses(panos_set.takes, text.replace(good, bad), f"pan-os-python, {bad!r}")


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


def aws_command(place, service, operation):
    """The AWS CLI names its commands after the operations of botocore's models."""
    command = f"aws {service} {botocore.xform_name(operation, '-')} "
    if not place.startswith(command):
        lists.fail(f"{place!r} does not begin with {command!r}")


def said_of_one(form, target):
    """What is to be done with an output of one part, which is said beside it."""
    command = [lists.program(), "allowlist", "--no-config", "--format", form, *target]
    command += ["--output", os.path.join(lists.work(), form)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    return re.search(r": written to [^:]*: (.*)", said).group(1)


def amazon(target):
    place = said_of_one("aws-network-firewall", target)
    aws_command(place, "network-firewall", "CreateRuleGroup")
    (group,) = bodies("aws-network-firewall", target).values()
    aws("network-firewall", "CreateRuleGroup", json.loads(group))
    parts = bodies("aws-dns-firewall", target)
    create = {**json.loads(parts["allow-create"]), "CreatorRequestId": "x"}
    aws("route53resolver", "CreateFirewallDomainList", create)
    known = places("aws-dns-firewall", target)
    aws_command(known["allow-create"], "route53resolver", "CreateFirewallDomainList")
    aws_command(known["allow"], "route53resolver", "UpdateFirewallDomains")
    aws_command(known["allow-rule"], "route53resolver", "CreateFirewallRule")
    aws("route53resolver", "UpdateFirewallDomains", json.loads(parts["allow"]))
    rule = json.loads(bodies("aws-dns-firewall", target, "--with-rules")["allow-rule"])
    aws("route53resolver", "CreateFirewallRule", {**rule, "Priority": 1, "CreatorRequestId": "x"})
    for form, *more in [
        ("aws-network-firewall",), ("aws-dns-firewall",), ("aws-dns-firewall", "--with-rules"),
    ]:
        (template,) = bodies(form, target, "--as", "cloudformation", *more).values()
        path = os.path.join(lists.work(), f"{form}.json")
        for text, good in [(template, True), (template.replace("AWS::", "AWSS::"), False)]:
            with open(path, "w") as file:
                file.write(text)
            lint = [os.path.join(os.path.dirname(sys.executable), "cfn-lint"), path]
            done = subprocess.run(lint, capture_output=True, text=True)
            if (done.returncode == 0) != good:
                lists.fail(f"cfn-lint, {form}: {done.returncode}: {done.stdout[:300]}")


def terraform(target):
    """Its language alone: no provider has read the names."""
    text = lists.written("aws-network-firewall", target, "--as", "terraform")
    plain = lambda value: json.dumps(value).replace('\\"', "")
    read = plain(hcl2.loads(text))
    for entry in lists.entries(target):
        if not entry["base"].startswith("s3.") and f'{entry["base"]}"' not in read:
            lists.fail(f"python-hcl2 does not see {entry['base']}")
    refuses(hcl2.loads, text.replace("rules_source {", "rules_source {{"), "python-hcl2")


def strictly(kind):
    kind.__pydantic_config__ = ConfigDict(extra="forbid")
    return TypeAdapter(kind)


def cloudflare_path(rule):
    """Where the vendor's SDK sends such a body."""
    asked = []

    def answer(request):
        asked.append(f"{request.method} {request.url.path.removeprefix('/client/v4')}")
        return httpx.Response(200, json={"success": True, "result": None})

    http = httpx.Client(transport=httpx.MockTransport(answer))
    api = Cloudflare(api_token="x", http_client=http).zero_trust.gateway
    if rule:
        api.rules.create(account_id="YOUR-ACCOUNT", action="allow", name="x")
    else:
        api.lists.create(account_id="YOUR-ACCOUNT", name="x", type="DOMAIN")
    return asked[0]


def cloudflare(target):
    for name, place in places("cloudflare-gateway", target).items():
        path = cloudflare_path(name.endswith("rule"))
        if place != path and not place.startswith(f"{path},"):
            lists.fail(f"cloudflare sends {name} to {path}, not to {place}")
    for name, text in bodies("cloudflare-gateway", target, "--with-rules").items():
        rule = name.endswith("rule")
        kind = strictly(gateway.RuleCreateParams if rule else gateway.ListCreateParams)
        body = {**json.loads(text), "account_id": "x"}
        kind.validate_python(body)
        refuses(kind.validate_python, {**body, "odd": 1}, "cloudflare")


def google(target):
    for name, text in bodies("gcp-swp", target, "--with-rules").items():
        text = re.sub(r"YOUR-[A-Z-]+PRIORITY", "7", text).replace("YOUR-CHOICE", "true")
        body = yaml.safe_load(text)
        kind = GatewaySecurityPolicyRule if name.endswith("rule") else UrlList
        check = lambda value: json_format.ParseDict(value, kind.pb(kind()))
        check(body)
        refuses(check, {**body, "urls": []}, "google")
        if "sessionMatcher" in body:
            celpy.Environment().compile(body["sessionMatcher"])
            refuses(celpy.Environment().compile, body["sessionMatcher"][:-1], "cel-python")


def in_javascript(name, body):
    script = os.path.join(os.path.dirname(__file__), "models.cjs")
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(body, file)
        file.flush()
        done = subprocess.run(["node", script, name, file.name], capture_output=True, text=True)
    if done.returncode != 0:
        raise ValueError(done.stderr)


def microsoft(target):
    (text,) = bodies("azure-firewall", target, "--with-rules").values()
    group = text.replace('"YOUR-PRIORITY"', "200")
    (rules,) = bodies("azure-firewall", target).values()
    if json.loads(group)["properties"]["ruleCollections"][0]["rules"] != json.loads(rules):
        lists.fail("azure-firewall: the rules alone are not those of the collection")
    check = lambda text: in_javascript("azure", json.loads(text))
    check(group)
    for good, bad in [("targetFqdns", "targetFqdn"), ('"Https"', '"Tls"'), ("200", '"200"')]:
        refuses(check, group.replace(good, bad), f"@azure/arm-network, {bad}")


def istio(target):
    for text in lists.written("istio", target).split("---\n"):
        check = lambda text: in_javascript("istio", yaml.safe_load(text))
        check(text)
        for good, bad in [("NONE", "NOWHERE"), ("  hosts:", "  host:"), ("number: ", "number: x")]:
            refuses(check, text.replace(good, bad), f"@kubernetes-models/istio, {bad}")


def snake(name):
    """A field of Zscaler's API as its package for Pulumi names it."""
    return re.sub("(?<=[a-z])(?=[A-Z])", "_", name.replace("TLS", "Tls")).lower()


def zscaler_takes(kind, body):
    """The package knows every field, and where it lists values, the value is one of them."""
    inner = {"action": (dict, "SslInspectionActionInputArgs")}
    inner["do_not_decrypt_sub_actions"] = (dict, "DoNotDecryptSubActionsInputArgs")
    fields = {}
    for name, value in body.items():
        name = snake(name)
        of_type, other = inner.get(name, (None, None))
        if of_type and isinstance(value, of_type):
            value = zscaler_takes(getattr(zia, other), value)
        said = re.search(rf":param [^:]*\b{name}: .*Valid values: (`.*`)", kind.__init__.__doc__ or "")
        # The vendor's other packages have HTTPS_RULE and HTTP_RULE; this one's list lacks both.
        if said and name not in ("rank", "protocols") and f"`{value}`" not in said.group(1):
            raise ValueError(f"{name}: {value} is not in {said.group(1)}")
        fields[name] = value
    return kind(**fields)


def zscaler(target):
    for name, text in bodies("zscaler", target, "--with-rules").items():
        body = json.loads(text.replace('"YOUR-ORDER"', "7").replace('"YOUR-GROUP-ID"', "7"))
        kind = zia.UrlCategoryArgs
        if name.endswith("rule"):
            kind = zia.URLFilteringRuleArgs if name == "allow-rule" else zia.SslInspectionRuleArgs
        check = lambda value: zscaler_takes(kind, value)
        check(body)
        refuses(check, {**body, "odd": 1}, "zscaler-pulumi-zia")
        if "order" in body:
            refuses(check, {**body, "state": "ON"}, "zscaler-pulumi-zia")
            refuses(check, {key: body[key] for key in body if key != "order"}, "zscaler-pulumi-zia")


def specification(module):
    """What the module asks its arguments to be: it is caught where it would begin to work."""
    module = importlib.import_module(f"ansible_collections.check_point.mgmt.plugins.modules.{module}")

    class Caught(Exception):
        pass

    def catch(argument_spec, **_):
        raise Caught(argument_spec)

    module.AnsibleModule = catch
    try:
        module.main()
    except Caught as caught:
        return caught.args[0]


MODULES = {
    "application-site": "cp_mgmt_application_site",
    "access-rule": "cp_mgmt_access_rule",
    "https-rule": "cp_mgmt_https_rule",
}


def checkpoint_takes(command):
    """One mgmt_cli command, its parameters named as the vendor's Ansible names them."""
    program, verb, kind, *rest = command
    if (program, verb) != ("mgmt_cli", "add") or len(rest) % 2:
        raise ValueError(command)
    values = {}
    for name, value in zip(rest[::2], rest[1::2]):
        outer, _, inner = name.replace("-", "_").partition(".")
        if inner.isdigit():
            values.setdefault(outer, []).append(value)
        elif outer == "position":
            # Below a name, which Ansible has for one of the two kinds of rule alone.
            named = {"relative_position": {inner: value}}
            values.update(named if kind == "access-rule" else {"position": value})
        elif inner:
            values[outer] = {inner: value}
        else:
            values[outer] = value
    result = ArgumentSpecValidator(specification(MODULES[kind])).validate(values)
    if result.error_messages:
        raise ValueError(result.error_messages)


def checkpoint(target):
    text = lists.written("checkpoint", target, "--with-rules").replace("\\\n", " ")
    commands = [shlex.split(line) for line in text.splitlines() if line.startswith("mgmt_cli")]
    if len(commands) != 4:
        lists.fail(f"checkpoint: {len(commands)} commands")
    for command in commands:
        checkpoint_takes(command)
        refuses(checkpoint_takes, [*command, "odd", "1"], "check_point.mgmt")
    odd = ["maybe" if word == "true" else word for word in commands[0]]
    refuses(checkpoint_takes, odd, "check_point.mgmt")


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


checks = [fortinet, prisma, paloalto, amazon, terraform, cloudflare, google, zscaler, checkpoint]
there = os.path.isdir(os.environ.get("NODE_MODULES", ""))
for check in checks + ([microsoft, istio] if there else []):
    for target in lists.TARGETS:
        check(target)
    print(f"{check.__name__}: taken as it is, refused when broken")
if not there:
    print("NOT RUN: microsoft, istio: node or its packages are not there", file=sys.stderr)
    sys.exit(77)
