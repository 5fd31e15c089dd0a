// One DSP instance in the hands of a check.
#pragma once

#include "pluginhost/check/guarded_buffer.h"
#include "pluginhost/check/instance_under_check.h"
#include "pluginhost/check/session.h"

#include <cstdint>
#include <string>
#include <vector>

namespace stellatune {

StDspFormat dspFormat(uint32_t sampleRate, uint32_t channels, uint32_t maxFrames);
std::string describe(const StDspFormat& format);
/// True when the type has no function to ask.
bool supports(Session& session, const StDspType& type, const StDspFormat& format);
/// The first of the usual formats that the type supports. A type that supports none is a finding and abandons
/// the step.
StDspFormat usualFormat(Session& session, const StDspType& type);
InstanceFactory dspFactory(Session& session, const StDspType& type, const StDspFormat& format);

class DspNode {
  public:
    DspNode(Session& session, const StDspType& type, const StDspFormat& format);

    const StDspInfo& info() const { return m_info; }

    /// Hands in `frames` frames from `input` (as many channels as the format has) and gives what came out. A
    /// failure or a write beyond the samples is a finding.
    std::vector<float> process(const float* input, uint32_t frames);
    /// All of `input`, in blocks of these sizes, one after the other and over again.
    std::vector<float> processAll(const std::vector<float>& input, const std::vector<uint32_t>& blockSizes);
    void reset();
    /// One block without any bookkeeping, for what is measured. `samples` has room for both channel counts.
    int32_t processBare(float* samples, uint32_t frames) const
    {
        return m_functions->process(m_instance.handle(), samples, frames);
    }
    const InstanceUnderCheck& instance() const { return m_instance; }
    int32_t resetBare() const { return m_functions->reset(m_instance.handle()); }

  private:
    Session& m_session;
    const StDspFormat m_format;
    const std::string m_formatText;
    InstanceUnderCheck m_instance;
    const StDspFunctions* m_functions;
    StDspInfo m_info{};
    GuardedBuffer m_buffer;
};

} // namespace stellatune
