// bench-plugin-border LIBRARY: prints by how many nanoseconds a block is dearer than a call of the same
// class: first through the C interface alone, from its table to the author's class, then through the host's
// instance, which adds its own watch over the call.
#include "pluginhost/host/plugin_host.h"
#include "pluginhost/lease/dsp_instance.h"
#include "tests/bench/counting_dsp.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <span>
#include <vector>

#include <fmt/format.h>

namespace {

using namespace stellatune;

constexpr uint32_t kFrames = 512;
constexpr int kCalls = 1'000'000;

/// As far away as a call gets within a program.
__attribute__((noinline)) void processDirectly(bench::CountingDsp& dsp, std::span<float> interleaved,
                                               uint32_t frames)
{
    dsp.process(interleaved, frames);
}

/// Nanoseconds a call.
template <typename Call>
double timeOf(Call call)
{
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < kCalls; ++i)
        call();
    return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count() /
           kCalls;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        fmt::print(stderr, "usage: bench-plugin-border LIBRARY\n");
        return 2;
    }
    const PluginHost host(PluginSurroundings{});
    Result<std::shared_ptr<ModuleLibrary>> library = ModuleLibrary::load(argv[1], host.asPluginSeesIt());
    if (!library) {
        fmt::print(stderr, "bench-plugin-border: {}\n", library.error().message);
        return 1;
    }
    StDspFormat format{};
    format.struct_size = sizeof format;
    format.sample_rate = 44'100;
    format.channels = 2;
    format.max_frames = kFrames;
    Result<std::unique_ptr<DspInstance>> plugin =
        DspInstance::create(std::make_shared<const ModuleLease>(*library, 1), "counting", format, {});
    if (!plugin) {
        fmt::print(stderr, "bench-plugin-border: {}\n", plugin.error().message);
        return 1;
    }

    StDsp bare{};
    const StWriter nowhere{nullptr, [](void*, const void*, uint64_t) -> int32_t { return ST_OK; }};
    if ((*library)->dsp("counting")->create(&format, StString{}, &bare, &nowhere) != ST_OK) {
        fmt::print(stderr, "bench-plugin-border: no second instance\n");
        return 1;
    }

    std::array<float, 2 * kFrames> block{};
    bench::CountingDsp direct;
    // The fastest of many rounds: whatever else the machine does only ever adds.
    constexpr int kRounds = 25;
    double interface = 1e9;
    double instance = 1e9;
    double beside = 1e9;
    int32_t status = ST_OK;
    for (int round = 0; round < kRounds; ++round) {
        interface =
            std::min(interface,
                     timeOf([&] { status |= bare.functions->process(bare.handle, block.data(), kFrames); }));
        instance = std::min(instance, timeOf([&] { status |= (*plugin)->process(block.data(), kFrames); }));
        beside = std::min(beside, timeOf([&] { processDirectly(direct, block, kFrames); }));
    }
    const uint64_t expected = uint64_t{kRounds} * kCalls * kFrames;
    bare.functions->instance->destroy(bare.handle);
    if (status != ST_OK || !(*plugin)->refreshInfo() || (*plugin)->info().tail != expected ||
        direct.tail() != expected) {
        fmt::print(stderr, "bench-plugin-border: not all blocks arrived\n");
        return 1;
    }
    fmt::print("{:.3f} {:.3f}\n", interface - beside, instance - beside);
    return 0;
}
