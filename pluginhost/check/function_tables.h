// Whether an instance has the functions that its capability must have.
#pragma once

#include "pluginapi/abi/module.h"

#include <string>
#include <vector>

namespace stellatune {

// What is wrong with each table, one remark each; empty when it can be used. Nothing is called.
std::vector<std::string> faultsOf(const StInstanceFunctions* functions);
std::vector<std::string> faultsOf(const StDecoderFunctions* functions);
std::vector<std::string> faultsOf(const StDspFunctions* functions);
std::vector<std::string> faultsOf(const StSourceFunctions* functions);
std::vector<std::string> faultsOf(const StLyricsFunctions* functions);
std::vector<std::string> faultsOf(const StSinkFunctions* functions);
/// `yieldsStream`: of an operation that yields a stream rather than text.
std::vector<std::string> faultsOf(const StOperationFunctions* functions, bool yieldsStream);
std::vector<std::string> faultsOf(const StStreamFunctions* functions);

} // namespace stellatune
