#include "ieum/core/record/catalogue.h"

#include <nlohmann/json.hpp>

#include "ieum/core/base/bytes.h"
#include "ieum/core/payload/payload_words.h"

namespace ieum::core {
namespace {

using Json = nlohmann::ordered_json;

std::string Urn(const char* kind, const Sha256Digest& digest) {
  return std::string("urn:ieum:") + kind + ":sha256:" + ToHex(digest);
}

Json Dataset(const Manifest& manifest, const HolderSchema& of) {
  Json columns = Json::array();
  for (const PayloadColumn& column : of.schema->columns) {
    columns.push_back({{"@type", "csvw:Column"},
                       {"csvw:name", column.name},
                       {"dct:description", column.description},
                       {"csvw:datatype", DescribeType(column.sent_type)},
                       {"rdfs:comment", column.purpose}});
  }
  const std::string& title = of.schema->title.empty() ? of.schema->name : of.schema->title;
  return {{"@id", Urn("schema", of.schema->digest) + ":" + of.holder.value()},
          {"@type", "dcat:Dataset"},
          {"dct:title", title},
          {"dct:creator", {{"@type", "foaf:Agent"}, {"foaf:name", of.holder.value()}}},
          {"dct:isPartOf", {{"@id", Urn("manifest", manifest.digest)}}},
          {"dct:accessRights", "restricted"},
          {"csvw:tableSchema", {{"@type", "csvw:Schema"}, {"csvw:columns", std::move(columns)}}}};
}

}  // namespace

std::string CatalogueRecord(const Manifest& manifest, std::span<const HolderSchema> schemas,
                            const std::string& publisher) {
  Json datasets = Json::array();
  for (const HolderSchema& schema : schemas) datasets.push_back(Dataset(manifest, schema));
  Json contributors = Json::array();
  for (const ManifestParty& party : manifest.parties) {
    contributors.push_back(
        {{"@type", "prov:Attribution"},
         {"prov:agent", {{"@type", "foaf:Agent"}, {"foaf:name", party.institution.value()}}},
         {"dcat:hadRole", std::string(PartyRoleName(party.role))}});
  }
  const Json record = {{"@context",
                        {{"csvw", "http://www.w3.org/ns/csvw#"},
                         {"dcat", "http://www.w3.org/ns/dcat#"},
                         {"dct", "http://purl.org/dc/terms/"},
                         {"foaf", "http://xmlns.com/foaf/0.1/"},
                         {"prov", "http://www.w3.org/ns/prov#"},
                         {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"}}},
                       {"@id", Urn("manifest", manifest.digest)},
                       {"@type", "dcat:Catalog"},
                       {"dct:identifier", manifest.project.value()},
                       {"dct:title", manifest.title},
                       {"dct:description", manifest.purpose},
                       {"dct:publisher", {{"@type", "foaf:Agent"}, {"foaf:name", publisher}}},
                       {"dct:rights", manifest.legal_basis},
                       {"dct:accessRights", "restricted"},
                       {"dct:valid", manifest.end_date},
                       {"prov:qualifiedAttribution", std::move(contributors)},
                       {"dcat:dataset", std::move(datasets)}};
  return record.dump(2) + "\n";
}

}  // namespace ieum::core
