// bench-plugin-runtime LIBRARY: what it takes to bring plugins and to take them away, one figure a line.
// LIBRARY is that of the counting plugin.
#include "pluginhost/base/log.h"
#include "pluginhost/host/plugin_host.h"
#include "pluginhost/package/manifest.h"
#include "pluginhost/package/package_path.h"
#include "pluginhost/runtime/coordinator.h"
#include "pluginhost/runtime/plugin_generation.h"
#include "tests/bench/figures.h"
#include "tests/bench/stall_watch.h"
#include "tests/fixtures/child_process.h"
#include "tests/host/package/package_fixture.h"
#include "tests/stress/storm.h"
#include "tests/stress/watchful_plugin.h"

#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <dlfcn.h>

#include <QCoreApplication>

#include <fmt/format.h>

namespace {

namespace fs = std::filesystem;
using namespace stellatune;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr int kRepetitions = 101;
constexpr StDspFormat kStereo{sizeof(StDspFormat), 44'100, 2, 0, 512, 0};
constexpr const char* kId = "org.stellatune.bench.counting";

double milliseconds(Clock::duration duration)
{
    return std::chrono::duration<double, std::milli>(duration).count();
}

template <typename Value>
Value good(Result<Value> result)
{
    if (!result)
        throw std::runtime_error(result.error().message);
    return std::move(*result);
}

// ---- one library ---------------------------------------------------------------------------------------------

PluginSurroundings surroundings()
{
    PluginSurroundings surroundings;
    surroundings.pluginId = kId;
    surroundings.events = std::make_shared<EventQueue>();
    surroundings.control = std::make_shared<ControlDesk>();
    return surroundings;
}

void use(const std::shared_ptr<const ModuleLease>& lease)
{
    const auto instance = good(DspInstance::create(lease, "counting", kStereo, {}));
    float frame[2] = {};
    if (instance->process(frame, 1) != ST_OK)
        throw std::runtime_error("the plugin does not work");
}

/// Without the private copy, and less the proof that it left, which is timed beside it.
void measureLibrary(const fs::path& library)
{
    const PluginHost host(surroundings());
    std::vector<double> bare;
    std::vector<double> ours;
    for (int i = -5; i < kRepetitions; ++i) {
        const auto begin = Clock::now();
        void* handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (handle == nullptr || ::dlclose(handle) != 0)
            throw std::runtime_error("the library cannot be loaded");
        const auto between = Clock::now();
        std::shared_ptr<ModuleLibrary> module = good(ModuleLibrary::load(library, host.asPluginSeesIt()));
        use(std::make_shared<const ModuleLease>(module, 1));
        const auto used = Clock::now();
        const MappedImage image(library, reinterpret_cast<const void*>(module->dsp("counting")));
        const auto recorded = Clock::now();
        const bool hasLeft = module->close().unmapped;
        const auto closed = Clock::now();
        if (!hasLeft || image.isMapped())
            throw std::runtime_error("the library stays");
        const auto proved = Clock::now();
        if (i < 0)
            continue; // fills the caches
        bare.push_back(milliseconds(between - begin));
        ours.push_back(
            milliseconds((closed - begin) - (between - begin) - 2 * (recorded - used) - (proved - closed)));
    }
    fmt::print("library {:.4f} {:.4f}\n", bench::median(ours), bench::median(bare));
}

/// With the private copy and the proof, on threads of their own, as the runtime does it.
void measureGeneration(const fs::path& installed, const fs::path& library, const fs::path& shadows)
{
    std::vector<double> times;
    for (int i = -5; i < kRepetitions; ++i) {
        GenerationSource source;
        source.epoch = static_cast<uint64_t>(i + 6);
        source.folder = installed;
        source.library = library;
        source.shadowFolder = shadows / std::to_string(i + 6);
        source.surroundings = surroundings();
        const auto begin = Clock::now();
        const auto generation = good(PluginGeneration::load(std::move(source), 10s));
        use(generation->lease());
        if (!generation->unload(10s).unmapped)
            throw std::runtime_error("the library stays");
        if (i >= 0)
            times.push_back(milliseconds(Clock::now() - begin));
    }
    fmt::print("generation {:.4f}\n", bench::median(times));
}

// ---- a runtime -----------------------------------------------------------------------------------------------

/// A package of the counting plugin under an id of the same length that ends in "counting" too: the linker
/// may keep the type's name there.
fs::path packCounting(const fs::path& folder, const fs::path& library, const std::string& id)
{
    std::string content = testing::readText(library);
    for (size_t at = content.find(kId); at != std::string::npos; at = content.find(kId, at + 1))
        content.replace(at, id.size(), id);
    Manifest manifest;
    manifest.id = id;
    manifest.name = "Counting";
    manifest.version = "1.0.0";
    manifest.apiVersion = STELLATUNE_PLUGIN_API_VERSION;
    manifest.license = "GPL-3.0-or-later";
    const std::string place = fmt::format("{}/counting.so", packagePlatform());
    manifest.libraries[std::string(packagePlatform())] = place;
    const fs::path file = folder / (id + ".stplugin");
    testing::writeZip(file, {{"plugin.json", toJson(manifest)}, {place, content}});
    return file;
}

template <typename Intent>
IntentResult run(Intent intent)
{
    std::promise<IntentResult> ended;
    intent([&ended](const IntentResult& result) { ended.set_value(result); });
    IntentResult result = ended.get_future().get();
    if (result.error || (result.report && result.report->hasFailed()))
        throw std::runtime_error(result.error ? result.error->message : result.report->errors.front());
    return result;
}

void install(PluginRuntimeCoordinator& runtime, const fs::path& package)
{
    run([&](auto done) {
        runtime.examine(package, [&runtime, done](Result<InstallCandidate> candidate) {
            if (candidate)
                runtime.install(std::move(*candidate), {}, done);
            else
                done({candidate.error(), std::nullopt});
        });
    });
}

void measureApply(PluginRuntimeCoordinator& runtime)
{
    std::vector<double> times;
    for (int i = 0; i < kRepetitions; ++i) {
        const auto begin = Clock::now();
        run([&](auto done) { runtime.applyState(done); });
        times.push_back(milliseconds(Clock::now() - begin));
    }
    fmt::print("apply {:.4f}\n", bench::median(times));
}

/// From the wish to the first block, by a worker that is woken.
void measureEnable(PluginRuntimeCoordinator& runtime, const std::string& id)
{
    std::vector<double> times;
    for (int i = 0; i < kRepetitions; ++i) {
        run([&](auto done) { runtime.setEnabled(id, false, done); });
        std::promise<void> loaded;
        std::once_flag once;
        const WorkerEndpoint worker = runtime.registry().bind(id, CapabilityKind::Dsp, "counting", [&] {
            std::call_once(once, [&loaded] { loaded.set_value(); });
        });
        const auto begin = Clock::now();
        runtime.setEnabled(id, true, [](const IntentResult&) {});
        loaded.get_future().wait();
        use(good(worker.acquire()));
        times.push_back(milliseconds(Clock::now() - begin));
        run([&](auto done) { runtime.applyState(done); });
    }
    fmt::print("enable {:.4f}\n", bench::median(times));
}

// ---- a storm -------------------------------------------------------------------------------------------------

/// What a window and a control thread do all the time, while plugins come and go.
void measureStorm(const fs::path& folder, int operations)
{
    testing::Storm storm(folder, 1);
    PluginRuntimeCoordinator& runtime = storm.runtime();
    const auto window = [&runtime](bench::StallWatch& watch) {
        watch.call([&] { static_cast<void>(runtime.plugins()); });
        watch.call([&] { static_cast<void>(runtime.leases()); });
        watch.call([&] { static_cast<void>(runtime.history()); });
        watch.call([&] { static_cast<void>(runtime.status()); });
        watch.call([&] { runtime.collect("org.example.nothing", [](const auto&) {}); });
        watch.call([&] { runtime.setEnabled("org.example.nothing", true, [](const auto&) {}); });
    };
    const auto control = [&runtime](bench::StallWatch& watch) {
        const std::string id = testing::watchfulId(CapabilityKind::Dsp);
        WorkerEndpoint endpoint;
        watch.call([&] { endpoint = runtime.registry().bind(id, CapabilityKind::Dsp, "gain"); });
        watch.call([&] { static_cast<void>(endpoint.acquire()); });
        watch.call([&] { static_cast<void>(endpoint.mailbox->takeLatest()); });
    };
    // The same load, with nothing stated and nothing asked.
    storm.beginWork();
    bench::StallWatch idleWindow;
    bench::StallWatch idleControl;
    std::this_thread::sleep_for(3s);
    idleWindow.end();
    idleControl.end();

    bench::StallWatch stormyWindow(window);
    bench::StallWatch stormyControl(control);
    storm.rage(operations);
    stormyWindow.end();
    stormyControl.end();
    if (!storm.calm() || !storm.surprises().empty())
        throw std::runtime_error("the storm left something");
    fmt::print("window {:.4f} {:.4f} {:.4f}\n", stormyWindow.blocked(0.99), stormyWindow.late(0.99),
               idleWindow.late(0.99));
    fmt::print("control {:.4f} {:.4f} {:.4f}\n", stormyControl.blocked(0.99), stormyControl.late(0.99),
               idleControl.late(0.99));
}

void measureAll(const fs::path& library)
{
    const testing::TemporaryFolder folder;
    measureLibrary(library);
    {
        CoordinatorSettings settings;
        settings.storeFolder = folder.path() / "store";
        settings.hostVersion = "1.0.0";
        PluginRuntimeCoordinator runtime(settings);
        constexpr int kPlugins = 50;
        for (int i = 0; i < kPlugins; ++i)
            install(runtime,
                    packCounting(folder.path(), library, fmt::format("org.stellatune.b{:04}.counting", i)));
        measureApply(runtime);
        measureEnable(runtime, "org.stellatune.b0007.counting");
    }
    {
        const fs::path installed = folder.path() / "installed";
        fs::create_directories(installed);
        fs::copy_file(library, installed / library.filename());
        measureGeneration(installed, library.filename(), folder.path() / "shadow");
    }
    fs::create_directories(folder.path() / "storm");
    measureStorm(folder.path() / "storm", 1500);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        fmt::print(stderr, "usage: bench-plugin-runtime LIBRARY\n");
        return 2;
    }
    const QCoreApplication application(argc, argv);
    try {
        measureAll(argv[1]);
    } catch (const std::exception& failure) {
        fmt::print(stderr, "bench-plugin-runtime: {}\n", failure.what());
        return 1;
    }
    return 0;
}
