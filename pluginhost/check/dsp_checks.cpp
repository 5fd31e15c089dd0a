#include "pluginhost/check/dsp_checks.h"

#include "pluginhost/check/dsp_node.h"
#include "pluginhost/check/instance_checks.h"
#include "pluginhost/check/real_time_watch.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace stellatune {
namespace {

/// Two outputs that differ by less are the same: different block sizes may lead through different
/// instructions.
constexpr float kSame = 1e-5F;

std::vector<float> noise(size_t samples, float level)
{
    std::mt19937 random(1);
    std::uniform_real_distribution<float> distribution(-level, level);
    std::vector<float> values(samples);
    std::generate(values.begin(), values.end(), [&] { return distribution(random); });
    return values;
}

bool isFinite(const std::vector<float>& samples)
{
    return std::all_of(samples.begin(), samples.end(), [](float sample) { return std::isfinite(sample); });
}

/// The first frame in which two outputs differ, or none: the number of frames.
size_t firstDifference(const std::vector<float>& a, const std::vector<float>& b, uint32_t channels)
{
    const size_t size = std::min(a.size(), b.size());
    for (size_t i = 0; i < size; ++i) {
        if (!(std::abs(a[i] - b[i]) <= kSame * std::max(1.0F, std::abs(a[i]))))
            return i / channels;
    }
    return size / channels;
}

void checkFormats(Session& session, const StDspType& type)
{
    usualFormat(session, type);
    for (const uint32_t rate : {8'000U, 44'100U, 192'000U}) {
        for (uint32_t channels = 1; channels <= 8; ++channels) {
            for (const uint32_t maxFrames : {1U, 64U, 4096U}) {
                const StDspFormat format = dspFormat(rate, channels, maxFrames);
                if (!supports(session, type, format))
                    continue;
                DspNode node(session, type, format);
                const std::vector<float> input = noise(size_t{maxFrames} * channels, 1.0F);
                for (const uint32_t frames : {0U, 1U, maxFrames, 0U})
                    node.process(input.data(), frames);
                node.reset();
                node.process(input.data(), maxFrames);
            }
        }
    }
}

void checkValues(Session& session, const StDspType& type)
{
    const StDspFormat format = usualFormat(session, type);
    const size_t samples = size_t{format.max_frames} * format.channels;
    constexpr float kLevels[] = {0.0F, 1.0F, 1000.0F, 1e-39F};
    for (const float level : kLevels) {
        DspNode node(session, type, format);
        for (int block = 0; block < 8; ++block) {
            const std::vector<float> steady(samples, level);
            if (!isFinite(node.process((block % 2 == 0 ? noise(samples, level) : steady).data(),
                                       format.max_frames))) {
                session.error("dsp-finite",
                              fmt::format("finite samples of up to {} come out as infinity or NaN", level));
                return;
            }
        }
    }
}

/// What is not finite may come out as anything, but not stay for ever.
void checkRecovery(Session& session, const StDspType& type)
{
    const StDspFormat format = usualFormat(session, type);
    const size_t samples = size_t{format.max_frames} * format.channels;
    for (const float value : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                              -std::numeric_limits<float>::infinity(), std::numeric_limits<float>::max()}) {
        DspNode node(session, type, format);
        node.process(std::vector<float>(samples, value).data(), format.max_frames);
        node.reset();
        bool isSound = true;
        for (int block = 0; block < 4 && isSound; ++block)
            isSound = isFinite(node.process(noise(samples, 0.5F).data(), format.max_frames));
        if (!isSound)
            session.error("dsp-recovery",
                          "after infinity or NaN went in, reset does not bring back finite samples");
    }
}

void checkReset(Session& session, const StDspType& type)
{
    const StDspFormat format = usualFormat(session, type);
    const std::vector<float> input = noise(size_t{8'192} * format.channels, 0.5F);
    DspNode node(session, type, format);
    const std::vector<float> first = node.processAll(input, {format.max_frames});
    node.reset();
    const std::vector<float> second = node.processAll(input, {format.max_frames});
    const uint32_t channels = node.info().output_channels;
    if (const size_t frame = firstDifference(first, second, channels); frame < first.size() / channels)
        session.error("dsp-reset",
                      fmt::format("the same music sounds different after reset, from frame {} on", frame));
}

void checkBlockSizes(Session& session, const StDspType& type)
{
    const StDspFormat format = usualFormat(session, type);
    const std::vector<float> input = noise(size_t{8'192} * format.channels, 0.5F);
    DspNode whole(session, type, format);
    const std::vector<float> expected = whole.processAll(input, {format.max_frames});
    DspNode cut(session, type, format);
    const std::vector<float> actual = cut.processAll(input, {1, 7, 64, 333, 500});
    const uint32_t channels = whole.info().output_channels;
    if (const size_t frame = firstDifference(expected, actual, channels); frame < expected.size() / channels)
        session.error("dsp-blocks",
                      fmt::format("blocks of other sizes give other samples, from frame {} on", frame));
}

/// The default configuration, and others with one number each at an end of its range.
std::vector<std::string> readyConfigs(const ModuleCapability& capability)
{
    using Json = nlohmann::json;
    const ConfigUnderCheck config = readConfigTexts(capability);
    std::vector<std::string> texts{config.defaults.dump()};
    const Json properties =
        config.schema.is_object() ? config.schema.value("properties", Json::object()) : Json::object();
    for (const auto& [name, property] : properties.items()) {
        for (const char* end : {"minimum", "maximum"}) {
            if (!property.is_object() || !property.contains(end))
                continue;
            Json changed = config.defaults;
            changed[name] = property[end];
            texts.push_back(changed.dump());
        }
    }
    return texts;
}

/// Whether the instance takes this configuration while it plays, and has done so.
bool applyHot(Session& session, const InstanceUnderCheck& instance, const std::string& config)
{
    const StInstanceFunctions& functions = instance.instance();
    if (functions.plan_config == nullptr || functions.apply_config == nullptr)
        return false;
    uint32_t plan = ST_PLAN_REJECT;
    TextCollector reason;
    const int32_t planned = session.call("plan_config", config, [&] {
        return functions.plan_config(instance.handle(), toStString(config), &plan, reason.writer());
    });
    return planned == ST_OK && plan == ST_PLAN_HOT_APPLY && session.call("apply_config", config, [&] {
        return functions.apply_config(instance.handle(), toStString(config));
    }) == ST_OK;
}

void reportBreaches(Session& session, const char* function, const RealTimeBreaches& breaches)
{
    if (breaches.allocations != 0)
        session.error("dsp-allocates",
                      fmt::format("{} allocates or frees memory, which a real-time call may not", function));
    if (breaches.locks != 0)
        session.error("dsp-locks",
                      fmt::format("{} locks or waits, which a real-time call may not", function));
    if (breaches.files != 0)
        session.error("dsp-files",
                      fmt::format("{} uses files or sockets, which a real-time call may not", function));
}

void checkRealTime(Session& session, const ModuleCapability& capability, const StDspType& type)
{
    if (!kCanWatchRealTime) {
        session.note("dsp-real-time", "this build of the checker cannot count allocations and locks");
        return;
    }
    const StDspFormat format = usualFormat(session, type);
    DspNode node(session, type, format);
    // What the plugin's first blocks may do for themselves is forbidden as well: they come while music plays.
    std::vector<float> samples(size_t{format.max_frames} * 8, 0.25F);
    const auto watchBlocks = [&](int blocks, const char* detail) {
        return session.call("process", detail, [&] {
            return watchRealTime([&] {
                for (int i = 0; i < blocks; ++i)
                    node.processBare(samples.data(), format.max_frames);
            });
        });
    };
    const RealTimeBreaches processing = watchBlocks(100, "under watch");
    const RealTimeBreaches resetting =
        session.call("reset", "under watch", [&] { return watchRealTime([&] { node.resetBare(); }); });
    // The first blocks with new parameters have most to do.
    RealTimeBreaches changed;
    for (const std::string& config : readyConfigs(capability)) {
        if (!applyHot(session, node.instance(), config))
            continue;
        const RealTimeBreaches now = watchBlocks(20, "after apply_config");
        changed.allocations += processing.allocations == 0 ? now.allocations : 0;
        changed.locks += processing.locks == 0 ? now.locks : 0;
        changed.files += processing.files == 0 ? now.files : 0;
    }
    reportBreaches(session, "process", processing);
    reportBreaches(session, "reset", resetting);
    reportBreaches(session, "process after apply_config", changed);
}

void measureTime(Session& session, const StDspType& type)
{
    using Clock = std::chrono::steady_clock;
    const StDspFormat format = usualFormat(session, type);
    const DspNode node(session, type, format);
    const std::vector<float> input = noise(size_t{format.max_frames} * 8, 0.5F);
    std::vector<float> samples(input.size());
    std::vector<double> seconds;
    for (int block = 0; block < 500; ++block) {
        samples = input;
        seconds.push_back(session.call("process", "measured", [&] {
            const Clock::time_point begin = Clock::now();
            node.processBare(samples.data(), format.max_frames);
            return std::chrono::duration<double>(Clock::now() - begin).count();
        }));
    }
    std::nth_element(seconds.begin(), seconds.begin() + 250, seconds.end());
    const double share = seconds[250] * format.sample_rate / format.max_frames;
    session.note("dsp-time",
                 fmt::format("{:.1f} us a block of {} frames at {}, {:.3f} % of real time",
                             seconds[250] * 1e6, format.max_frames, describe(format), share * 100));
}

} // namespace

void checkDsp(Session& session, const ModuleCapability& capability)
{
    const StDspType& type = *std::get<const StDspType*>(capability.type);
    const std::string where = nameOf(capability);
    StDspFormat format = dspFormat(44'100, 2, 512);
    session.always(where, [&] { format = usualFormat(session, type); });
    checkInstances(session, capability, dspFactory(session, type, format));
    session.step(where, [&] { checkFormats(session, type); });
    session.step(where, [&] { checkValues(session, type); });
    session.step(where, [&] { checkRecovery(session, type); });
    session.step(where, [&] { checkReset(session, type); });
    session.step(where, [&] { checkBlockSizes(session, type); });
    session.step(where, [&] { checkRealTime(session, capability, type); });
    session.step(where, [&] { measureTime(session, type); });
}

} // namespace stellatune
