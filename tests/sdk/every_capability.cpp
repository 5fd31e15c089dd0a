// A library with a class of each capability and everything the SDK can bring in, to see what it exports and
// that it leaves memory.
#include "stellatune_plugin_info.h"
#include <pluginapi/sdk/plugin.h>

using namespace stellatune::sdk;

namespace {

class Bytes : public SourceStream {
  public:
    std::size_t read(std::span<std::byte>) override { return 0; }
    uint64_t tell() const override { return 0; }
    void interrupt() noexcept override {}
};

struct Decoding {
    static constexpr TypeInfo kType{.typeId = "decoding", .displayName = "Decoding"};
    static constexpr DecoderScore kScores[] = {{"none", 1}};
    void open(const DecoderRequest&) { throw Error(ST_ERR_UNSUPPORTED, "This decodes nothing."); }
    DecoderInfo info() const { return {}; }
    ReadResult read(std::span<float>) { return {0, true}; }
    Json metadata() const { return Json::object(); }
};
struct Processing {
    static constexpr TypeInfo kType{.typeId = "processing", .displayName = "Processing"};
    Processing(const DspFormat&, const Config& config) : m_gain(config.number("gain", 1)) {}
    void process(std::span<float>, uint32_t) { m_gain.take(); }
    void reset() {}
    void applyConfig(const Config& config) { m_gain.publish(config.number("gain", 1)); }

  private:
    Snapshot<double> m_gain;
};
struct Offering {
    static constexpr TypeInfo kType{.typeId = "offering", .displayName = "Offering"};
    Json list(const Json&, Cancellation&) { return Json::object({{"items", Json::array()}}); }
    OpenedStream open(std::string_view, Cancellation&) { return {std::make_unique<Bytes>()}; }
};
struct Singing {
    static constexpr TypeInfo kType{.typeId = "singing", .displayName = "Singing"};
    Json search(const LyricsQuery&, Cancellation& cancellation)
    {
        const Cancellation::Interrupt wake(cancellation, [] {});
        cancellation.waitFor(std::chrono::milliseconds(1));
        return Json::object({{"candidates", Json::array()}});
    }
    Json fetch(std::string_view, Cancellation&) { return Json::parse("{\"lines\":[]}"); }
};
struct Swallowing {
    static constexpr TypeInfo kType{.typeId = "swallowing", .displayName = "Swallowing"};
    Json targets() { return Json::array(); }
    SinkFormat negotiate(std::string_view target, const SinkFormat& wanted)
    {
        if (!target.empty())
            throw Error(ST_ERR_NOT_FOUND, "There is only the default target.");
        return wanted;
    }
    void open(std::string_view target, const SinkFormat& format) { negotiate(target, format); }
    uint32_t write(std::span<const float> interleaved)
    {
        return static_cast<uint32_t>(interleaved.size()) / 8;
    }
    SinkStatus status() const { return {}; }
    void flush() {}
    void reset() {}
    void close() {}
};

} // namespace

ST_EXPORT_PLUGIN(ST_PLUGIN_INFO, decoder<Decoding>(), dsp<Processing>(), source<Offering>(),
                 lyrics<Singing>(), sink<Swallowing>());
