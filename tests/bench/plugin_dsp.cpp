// bench-plugin-dsp LIBRARY TYPE CONFIGURATION FILE: sends a file of stereo frames, 16 bits, 44.1 kHz, no
// header, through a DSP plugin, as fast as it can, as the host does.
#include "pluginhost/host/plugin_host.h"
#include "pluginhost/lease/dsp_instance.h"

#include <cstdio>
#include <memory>
#include <vector>

#include <fmt/format.h>

namespace {

using namespace stellatune;

constexpr uint32_t kChannels = 2;
constexpr uint32_t kBlock = 1'024; // frames

/// The sum of all samples, so that nobody finds out that they are not needed.
double sendThrough(DspInstance& dsp, std::FILE* file)
{
    std::vector<int16_t> read(kBlock * kChannels);
    std::vector<float> block(kBlock * kChannels);
    double sum = 0.0;
    while (true) {
        const size_t frames = std::fread(read.data(), sizeof(int16_t) * kChannels, kBlock, file);
        if (frames == 0)
            return sum;
        for (size_t i = 0; i < frames * kChannels; ++i)
            block[i] = static_cast<float>(read[i]) / 32768.0f;
        dsp.process(block.data(), static_cast<uint32_t>(frames));
        sum += block[0];
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 5) {
        fmt::print(stderr, "usage: bench-plugin-dsp LIBRARY TYPE CONFIGURATION FILE\n");
        return 2;
    }
    const PluginHost host(PluginSurroundings{});
    Result<std::shared_ptr<ModuleLibrary>> library = ModuleLibrary::load(argv[1], host.asPluginSeesIt());
    if (!library) {
        fmt::print(stderr, "bench-plugin-dsp: {}\n", library.error().message);
        return 1;
    }
    StDspFormat format{};
    format.struct_size = sizeof format;
    format.sample_rate = 44'100;
    format.channels = kChannels;
    format.max_frames = kBlock;
    Result<std::unique_ptr<DspInstance>> dsp =
        DspInstance::create(std::make_shared<const ModuleLease>(*library, 1), argv[2], format, argv[3]);
    if (!dsp) {
        fmt::print(stderr, "bench-plugin-dsp: {}\n", dsp.error().message);
        return 1;
    }
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(argv[4], "rb"), &std::fclose);
    if (!file) {
        fmt::print(stderr, "bench-plugin-dsp: {} cannot be opened\n", argv[4]);
        return 1;
    }
    fmt::print("{}\n", sendThrough(**dsp, file.get()));
    return 0;
}
