// The file of a DSP preset:
//
//     {"version": 1,
//      "before_mapping": [{"id": 1, "plugin": "org.example.eq", "type": "eq", "config": {}, "bypassed":
//      false}], "after_mapping": []}
//
// Both lists may be left out, and of a node all but plugin and type.
#pragma once

#include "engine/dsp/dsp_spec.h"
#include "pluginhost/base/result.h"

#include <string>
#include <string_view>

namespace stellatune {

std::string toJson(const DspSpec& spec);

/// Strict: a key or a value that is not understood is an error, in words for whoever wrote it. Nodes without
/// an id get one.
Result<DspSpec> dspSpecFromJson(std::string_view text);

} // namespace stellatune
