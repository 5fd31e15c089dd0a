#include "tests/stress/storm_worker.h"

#include "pluginhost/stream/file_stream.h"
#include "pluginhost/worker/worker_endpoint.h"
#include "tests/stress/watchful_plugin.h"

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <random>
#include <utility>

#include <fmt/format.h>

namespace stellatune::testing {

namespace {

using namespace std::chrono_literals;

/// About as often as the engine hands out blocks, so that all of them together leave the machine to the
/// others too.
constexpr auto kPace = 500us;
constexpr auto kLimit = 10s;
constexpr size_t kKeptSurprises = 5;

int buildOf(const PluginInstance& instance)
{
    return instance.lease().library().info().version == "1.0.0" ? 1 : 2;
}

// One turn with an instance each; an error is a surprise. `isNew` in the first turn.

struct UseDecoder {
    using Instance = DecoderInstance;
    static auto factory(const WorkerEndpoint& endpoint) { return factoryOf<Instance>(endpoint); }

    Result<void> operator()(Instance& decoder, bool isNew, const std::filesystem::path& tone)
    {
        if (isNew) {
            Result<std::unique_ptr<ByteStream>> bytes = FileStream::open(tone);
            if (!bytes)
                return bytes.error();
            return decoder.open(std::move(*bytes), tone.string(), "tone");
        }
        std::array<float, 64> block{};
        Result<DecoderInstance::Block> read = decoder.read(block);
        if (!read)
            return read.error();
        if (!read->atEnd)
            return {};
        Result<uint64_t> sought = decoder.seek(0);
        return sought ? Result<void>() : Result<void>(sought.error());
    }
};

struct UseDsp {
    using Instance = DspInstance;
    static auto factory(const WorkerEndpoint& endpoint)
    {
        return dspFactoryOf(endpoint, {sizeof(StDspFormat), 44'100, 1, 0, 64, 0});
    }

    Result<void> operator()(Instance& dsp, bool, const std::filesystem::path&)
    {
        std::array<float, 64> block{};
        block.fill(1.0F);
        const int32_t status = dsp.process(block.data(), block.size());
        if (status == ST_OK && block.back() == static_cast<float>(buildOf(dsp)))
            return {};
        return Error{ErrorCode::Internal, "storm", fmt::format("status {}, sample {}", status, block.back())};
    }
};

struct UseSource {
    using Instance = SourceInstance;
    static auto factory(const WorkerEndpoint& endpoint) { return factoryOf<Instance>(endpoint); }

    Result<void> operator()(Instance& source, bool isNew, const std::filesystem::path&)
    {
        return isNew ? openStream(source) : list(source);
    }
    static Result<void> list(Instance& source)
    {
        Result<std::unique_ptr<PluginOperation>> listing = source.beginList("{}", [] {});
        if (!listing)
            return listing.error();
        if (Result<PluginOperation::State> state = (*listing)->wait(kLimit); !state)
            return state.error();
        Result<std::string> text = (*listing)->takeText();
        return text ? Result<void>() : Result<void>(text.error());
    }
    static Result<void> openStream(Instance& source)
    {
        Result<std::unique_ptr<PluginOperation>> opening = source.beginOpenStream("one", [] {});
        if (!opening)
            return opening.error();
        if (Result<PluginOperation::State> state = (*opening)->wait(kLimit); !state)
            return state.error();
        Result<PluginOperation::OpenedStream> opened = (*opening)->takeStream();
        if (!opened)
            return opened.error();
        std::array<char, 4> head{};
        uint64_t count = 0;
        const int32_t status =
            opened->stream.functions->read(opened->stream.handle, head.data(), head.size(), &count);
        if (Result<void> closed = source.closeStream(opened->stream); !closed)
            return closed;
        if (status == ST_OK && std::string_view(head.data(), count) == "TONE")
            return {};
        return Error{ErrorCode::Internal, "storm", fmt::format("status {}, {} bytes", status, count)};
    }
};

struct UseSink {
    using Instance = SinkInstance;
    static auto factory(const WorkerEndpoint& endpoint) { return factoryOf<Instance>(endpoint); }

    Result<void> operator()(Instance& sink, bool isNew, const std::filesystem::path&)
    {
        if (isNew) {
            StSinkFormat format{};
            format.struct_size = sizeof format;
            format.sample_rate = 44'100;
            format.channels = 2;
            return sink.open("nowhere", format);
        }
        const std::array<float, 64> block{};
        Result<uint32_t> taken = sink.write(block);
        if (taken && *taken != block.size() / 2)
            return Error{ErrorCode::Internal, "storm", fmt::format("{} frames taken", *taken)};
        return taken ? Result<void>() : Result<void>(taken.error());
    }
};

} // namespace

StormWorker::StormWorker(LeaseRegistry& registry, CapabilityKind kind, std::filesystem::path tone,
                         uint32_t seed)
    : m_registry(registry), m_kind(kind), m_tone(std::move(tone)), m_thread([this, seed] {
          switch (m_kind) {
          case CapabilityKind::Decoder:
              return work<UseDecoder>(seed);
          case CapabilityKind::Dsp:
              return work<UseDsp>(seed);
          case CapabilityKind::Source:
              return work<UseSource>(seed);
          case CapabilityKind::Output:
              return work<UseSink>(seed);
          case CapabilityKind::Lyrics:
              break;
          }
          surprise("no worker for such a plugin");
      })
{}

StormWorker::~StormWorker()
{
    m_isEnding.store(true);
    m_thread.join();
}

std::vector<std::string> StormWorker::surprises() const
{
    const std::lock_guard lock(m_mutex);
    return m_surprises;
}

void StormWorker::surprise(std::string what)
{
    const std::lock_guard lock(m_mutex);
    if (m_surprises.size() < kKeptSurprises)
        m_surprises.push_back(std::move(what));
}

template <typename Use>
void StormWorker::work(uint32_t seed)
{
    using Instance = typename Use::Instance;
    std::mt19937 random(seed);
    while (!m_isEnding.load()) {
        const WorkerEndpoint endpoint = m_registry.bind(watchfulId(m_kind), m_kind, watchfulType(m_kind));
        WorkerController<Instance> controller(Use::factory(endpoint), "{}");
        endpoint.mailbox->post(WorkerControl::Kind::Recreate, ControlReason::Enabled);
        Use use;
        bool isNew = false;
        for (uint32_t turns = 50 + random() % 500; turns > 0 && !m_isEnding.load(); --turns) {
            // Not at every block, so that messages meet.
            if (random() % 4 == 0) {
                if (const auto control = endpoint.mailbox->takeLatest())
                    controller.tell(*control);
                if (const auto outcome = controller.applyPending())
                    isNew = isNew || outcome->status == UpdateOutcome::Status::Recreated;
            }
            if (Instance* instance = controller.instance(); instance != nullptr) {
                if (Result<void> used = use(*instance, std::exchange(isNew, false), m_tone); used)
                    m_served.fetch_add(1, std::memory_order_relaxed);
                else
                    surprise(fmt::format("{}: {}", nameOf(m_kind), used.error().message));
                m_build = buildOf(*instance);
            } else {
                m_build = 0;
            }
            std::this_thread::sleep_for(kPace);
        }
    }
}

} // namespace stellatune::testing
