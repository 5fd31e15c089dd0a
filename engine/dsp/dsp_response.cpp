#include "engine/dsp/dsp_response.h"

#include "pluginapi/abi/status.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <memory>

namespace stellatune {

namespace {

constexpr const char* kDomain = "dsp.response";
constexpr double kPi = 3.14159265358979323846;
constexpr uint32_t kRate = 48'000;
constexpr uint32_t kChannels = 2;
constexpr uint32_t kBlock = 4096;
constexpr uint32_t kBlocks = 4; ///< a third of a second: what rings longer is narrower than can be drawn
constexpr uint64_t kLongestLatency = kRate;
constexpr float kLoud = 2.0F; // beyond full scale, where limiters are at work
constexpr float kSoft = 1.0F / 1024.0F;
constexpr double kLikeness = 1e-3; ///< of the two answers, relative to the peak
constexpr double kSilence = 1e-9;  ///< relative to the peak
constexpr int kPoints = 160;
constexpr double kLowest = 20.0; ///< Hz
constexpr double kHighest = 20'000.0;

Error noCurve(std::string why)
{
    return {ErrorCode::Unsupported, kDomain, std::move(why)};
}

/// The first channel from the latency on, as to an impulse of 1.
Result<std::vector<double>> answerTo(DspInstance& node, float peak)
{
    const uint32_t width = std::max(kChannels, node.info().output_channels);
    std::vector<float> block(size_t{kBlock} * width);
    std::vector<double> answer;
    uint64_t early = node.info().latency;
    for (bool isFirst = true; answer.size() < size_t{kBlock} * kBlocks; isFirst = false) {
        std::fill(block.begin(), block.end(), 0.0F);
        if (isFirst)
            std::fill_n(block.begin(), kChannels, peak);
        if (const int32_t status = node.process(block.data(), kBlock); status != ST_OK)
            return noCurve("It failed.");
        const auto end = block.begin() + ptrdiff_t{kBlock} * node.info().output_channels;
        if (!std::all_of(block.begin(), end, [](float sample) { return std::isfinite(sample); }))
            return noCurve("It gave samples that are no numbers.");
        for (uint32_t frame = 0; frame < kBlock; ++frame) {
            if (early > 0) {
                --early;
                continue;
            }
            const float sample = block[size_t{frame} * node.info().output_channels];
            answer.push_back(static_cast<double>(sample) / static_cast<double>(peak));
        }
    }
    return answer;
}

double peakOf(const std::vector<double>& samples)
{
    double peak = 0.0;
    for (const double sample : samples)
        peak = std::max(peak, std::abs(sample));
    return peak;
}

bool isAlike(const std::vector<double>& a, const std::vector<double>& b)
{
    const double limit = kLikeness * std::max(peakOf(a), peakOf(b));
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [limit](double x, double y) { return std::abs(x - y) <= limit; });
}

DspResponse spectrumOf(std::vector<double> answer)
{
    const double silence = kSilence * peakOf(answer);
    while (!answer.empty() && std::abs(answer.back()) <= silence)
        answer.pop_back();
    DspResponse response;
    for (int point = 0; point < kPoints; ++point) {
        const double frequency = kLowest * std::pow(kHighest / kLowest, point / (kPoints - 1.0));
        const std::complex<double> turn = std::polar(1.0, -2.0 * kPi * frequency / kRate);
        std::complex<double> sum = 0.0;
        for (size_t i = answer.size(); i-- > 0;) // by Horner's rule
            sum = sum * turn + answer[i];
        response.frequencies.push_back(frequency);
        response.decibels.push_back(
            std::max(DspResponse::kFloor, 20.0 * std::log10(std::max(std::abs(sum), 1e-12))));
    }
    return response;
}

} // namespace

Result<DspResponse> measureResponse(const WorkerEndpoint& endpoint, const std::string& config)
{
    Result<std::shared_ptr<const ModuleLease>> lease = endpoint.acquire();
    if (!lease)
        return lease.error();
    StDspFormat format{};
    format.struct_size = sizeof format;
    format.sample_rate = kRate;
    format.channels = kChannels;
    format.max_frames = kBlock;
    if (!DspInstance::supports(**lease, endpoint.typeId, format))
        return noCurve("It takes no stereo.");
    Result<std::unique_ptr<DspInstance>> made =
        DspInstance::create(std::move(*lease), endpoint.typeId, format, config);
    if (!made)
        return made.error();
    DspInstance& node = **made;
    if (node.info().latency > kLongestLatency || node.info().output_channels == 0)
        return noCurve("Its answer is too late.");
    const Result<std::vector<double>> soft = answerTo(node, kSoft);
    if (!soft)
        return soft.error();
    if (node.reset() != ST_OK)
        return noCurve("It could not be reset.");
    const Result<std::vector<double>> loud = answerTo(node, kLoud);
    if (!loud)
        return loud.error();
    if (!isAlike(*soft, *loud))
        return noCurve("It treats loud and soft differently.");
    return spectrumOf(*loud);
}

} // namespace stellatune
