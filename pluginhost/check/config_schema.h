// Configurations and the schemas that describe them, in the subset that pluginapi/CONFIGURATION.md names.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace stellatune {

/// What is wrong with a schema, one remark each. `schema` is any JSON.
std::vector<std::string> faultsOfSchema(const nlohmann::json& schema);

/// Where a configuration does not fit a schema without faults, one remark each. Keys that the schema does not
/// know fit.
std::vector<std::string> misfits(const nlohmann::json& config, const nlohmann::json& schema);

/// For each property a configuration in which it alone has a value of a wrong type.
std::vector<std::string> wronglyTypedConfigs(const nlohmann::json& schema);

} // namespace stellatune
