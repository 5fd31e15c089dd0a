// bench-plugin-decoder LIBRARY TYPE FILE: decodes a file through a plugin, as fast as it can, as the host
// does.
#include "pluginhost/host/plugin_host.h"
#include "pluginhost/lease/decoder_instance.h"
#include "pluginhost/stream/file_stream.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace {

using namespace stellatune;

/// Frames a call, as the pipeline asks for.
constexpr size_t kBlock = 4'096;

Result<uint64_t> decode(const std::shared_ptr<const ModuleLease>& lease, const std::string& type,
                        const std::filesystem::path& path)
{
    Result<std::unique_ptr<ByteStream>> file = FileStream::open(path);
    if (!file)
        return file.error();
    Result<std::unique_ptr<DecoderInstance>> decoder = DecoderInstance::create(lease, type, {});
    if (!decoder)
        return decoder.error();
    const std::string extension = path.extension().string().substr(1);
    if (Result<void> opened =
            (*decoder)->open(std::shared_ptr<ByteStream>(std::move(*file)), path.string(), extension);
        !opened)
        return opened.error();
    std::vector<float> block(kBlock * (*decoder)->info().channels);
    uint64_t frames = 0;
    while (true) {
        const Result<DecoderInstance::Block> got = (*decoder)->read(block);
        if (!got)
            return got.error();
        frames += got->frames;
        if (got->atEnd)
            return frames;
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 4) {
        fmt::print(stderr, "usage: bench-plugin-decoder LIBRARY TYPE FILE\n");
        return 2;
    }
    const PluginHost host(PluginSurroundings{});
    Result<std::shared_ptr<ModuleLibrary>> library = ModuleLibrary::load(argv[1], host.asPluginSeesIt());
    if (!library) {
        fmt::print(stderr, "bench-plugin-decoder: {}\n", library.error().message);
        return 1;
    }
    const auto lease = std::make_shared<const ModuleLease>(*library, 1);
    const Result<uint64_t> frames = decode(lease, argv[2], argv[3]);
    if (!frames) {
        fmt::print(stderr, "bench-plugin-decoder: {}\n", frames.error().message);
        return 1;
    }
    fmt::print("{} frames\n", *frames);
    return 0;
}
