// Vendors' models that are JavaScript: `node models.cjs NAME FILE` ends with status 0 where the model
// takes the JSON in the file as it is. Run by check_schemas.py, with the packages in NODE_MODULES.

const fs = require("node:fs");
const path = require("node:path");
const { isDeepStrictEqual } = require("node:util");

const from = (...place) => require(path.join(process.env.NODE_MODULES, ...place));

/// What Azure's package for its API reads and writes again must be the same: it drops what it does
/// not know. Values that it lists must be among those.
function azure(body) {
  const models = from("@azure/arm-network/dist/commonjs/models/network/models.js");
  const known = (kind, value) => {
    const values = Object.values(models[`KnownFirewallPolicy${kind}`]);
    if (!values.includes(value)) throw new Error(`${value} is not one of ${values}`);
  };
  const read = models.firewallPolicyRuleCollectionGroupDeserializer(body);
  const written = models.firewallPolicyRuleCollectionGroupSerializer(read);
  const again = JSON.parse(JSON.stringify(written));
  if (!isDeepStrictEqual(again, body)) throw new Error(`read as ${JSON.stringify(again)}`);
  if (typeof body.properties.priority !== "number") throw new Error("priority is no number");
  for (const collection of body.properties.ruleCollections) {
    known("RuleCollectionType", collection.ruleCollectionType);
    known("FilterRuleCollectionActionType", collection.action.type);
    for (const rule of collection.rules) {
      known("RuleType", rule.ruleType);
      for (const one of rule.protocols) known("RuleApplicationProtocolType", one.protocolType);
    }
  }
}

/// The schema in Istio's own definition of the resource.
function istio(body) {
  const { ServiceEntry } = from("@kubernetes-models/istio/networking.istio.io/v1/index.js");
  const { apiVersion, kind, ...rest } = body;
  const entry = new ServiceEntry(rest);
  if (entry.apiVersion !== apiVersion || entry.kind !== kind) throw new Error("another kind");
  entry.validate();
}

const [name, file] = process.argv.slice(2);
const body = JSON.parse(fs.readFileSync(file, "utf8"));
({ azure, istio })[name](body);
