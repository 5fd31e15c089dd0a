// What a DSP node does to each frequency, measured.
#pragma once

#include "pluginhost/base/result.h"
#include "pluginhost/worker/worker_endpoint.h"

#include <string>
#include <vector>

namespace stellatune {

struct DspResponse {
    std::vector<double> frequencies; ///< Hz, rising by factors
    std::vector<double> decibels;    ///< one for each; not below kFloor
    static constexpr double kFloor = -120.0;
};

/// Has an instance of its own answer an impulse on all of two channels at 48 kHz, and takes the spectrum of
/// the first channel. ErrorCode::Busy while the plugin is being loaded; ErrorCode::Unsupported for what has
/// no such curve, because it treats loud and soft differently or takes no stereo. Calls the plugin on the
/// calling thread.
Result<DspResponse> measureResponse(const WorkerEndpoint& endpoint, const std::string& config);

} // namespace stellatune
