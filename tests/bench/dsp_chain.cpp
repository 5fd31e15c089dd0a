// bench-dsp-chain LIBRARY: prints how many nanoseconds a block takes through a chain of eight equalizers as
// the player runs it, and through the same eight called one after the other.
#include "engine/dsp/dsp_chain.h"
#include "pluginhost/host/plugin_host.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace {

using namespace stellatune;

constexpr uint32_t kFrames = DspChain::kMaxFrames;
constexpr uint32_t kNodes = 8;
constexpr const char* kPlugin = "org.stellatune.dsp-equalizer";
constexpr const char* kType = "parametric";
constexpr const char* kConfig =
    R"({"bands": [{"frequency": 60, "gain": 4, "q": 1}, {"frequency": 250, "gain": -3, "q": 1},
                  {"frequency": 1000, "gain": 2, "q": 1}, {"frequency": 4000, "gain": -3, "q": 1},
                  {"frequency": 12000, "gain": 3, "q": 1}], "pre_gain": -4})";

StDspFormat interfaceFormat()
{
    StDspFormat format{};
    format.struct_size = sizeof format;
    format.sample_rate = 44'100;
    format.channels = 2;
    format.max_frames = kFrames;
    return format;
}

/// Nanoseconds a block.
template <typename Process>
double timeOf(const std::vector<float>& music, Process process)
{
    constexpr int kBlocks = 20;
    std::vector<float> block(music.size());
    double spent = 0.0;
    for (int i = 0; i < kBlocks; ++i) {
        block = music;
        const auto start = std::chrono::steady_clock::now();
        process(block.data());
        spent += std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
    }
    return spent / kBlocks;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        fmt::print(stderr, "usage: bench-dsp-chain LIBRARY\n");
        return 2;
    }
    const PluginHost host(PluginSurroundings{});
    Result<std::shared_ptr<ModuleLibrary>> library = ModuleLibrary::load(argv[1], host.asPluginSeesIt());
    if (!library) {
        fmt::print(stderr, "bench-dsp-chain: {}\n", library.error().message);
        return 1;
    }
    const auto lease = std::make_shared<const ModuleLease>(*library, 1);

    std::array<StDsp, kNodes> direct{};
    const StDspFormat format = interfaceFormat();
    const StWriter nowhere{nullptr, [](void*, const void*, uint64_t) -> int32_t { return ST_OK; }};
    const StString config{kConfig, std::string_view(kConfig).size()};
    for (StDsp& node : direct) {
        if ((*library)->dsp(kType) == nullptr ||
            (*library)->dsp(kType)->create(&format, config, &node, &nowhere) != ST_OK) {
            fmt::print(stderr, "bench-dsp-chain: no equalizer can be made\n");
            return 1;
        }
    }
    DspChain chain({[&lease](const std::string& plugin, const std::string& type, std::function<void()> wake) {
                       return WorkerEndpoint{plugin, CapabilityKind::Dsp, type,
                                             [&lease] { return Result(lease); },
                                             std::make_shared<WorkerMailbox>(std::move(wake))};
                   }},
                   WakeFlag::make(std::make_shared<Doorbell>()));
    std::vector<DspNodeSpec> nodes;
    for (uint64_t id = 1; id <= kNodes; ++id)
        nodes.push_back({id, kPlugin, kType, kConfig, false});
    chain.update(nodes);
    chain.begin({44'100, ChannelLayout::standard(2)});

    std::vector<float> music(size_t{kFrames} * 2);
    for (size_t i = 0; i < music.size(); ++i)
        music[i] = static_cast<float>(0.3 * std::sin(static_cast<double>(i) * 0.01));
    std::vector<float> first = music;
    std::vector<float> second = music;
    chain.process(first.data(), kFrames);
    for (const StDsp& node : direct)
        node.functions->process(node.handle, second.data(), kFrames);
    if (first != second || first == music) {
        fmt::print(stderr, "bench-dsp-chain: the chain does something else\n");
        return 1;
    }
    // The fastest of many rounds: whatever else the machine does only ever adds.
    double throughChain = 1e12;
    double directly = 1e12;
    for (int round = 0; round < 40; ++round) {
        throughChain =
            std::min(throughChain, timeOf(music, [&](float* block) { chain.process(block, kFrames); }));
        directly = std::min(directly, timeOf(music, [&](float* block) {
                                for (const StDsp& node : direct)
                                    node.functions->process(node.handle, block, kFrames);
                            }));
    }
    for (const StDsp& node : direct)
        node.functions->instance->destroy(node.handle);
    fmt::print("{:.0f} {:.0f}\n", throughChain, directly);
    return 0;
}
