#include "tests/stress/storm.h"

#include "tests/fixtures/comes_true.h"
#include "tests/stress/watchful_plugin.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <future>
#include <system_error>
#include <thread>
#include <utility>

#include <unistd.h>

#include <fmt/format.h>

namespace stellatune::testing {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr int kOperators = 3;
/// Of each operator, so that wishes meet and yet nobody is flooded.
constexpr int kOpenWishes = 4;

} // namespace

/// Lets a few wishes be open at a time.
class Storm::Window {
  public:
    void enter()
    {
        std::unique_lock lock(m_mutex);
        m_left.wait(lock, [this] { return m_open < kOpenWishes; });
        ++m_open;
    }
    void leave()
    {
        const std::lock_guard lock(m_mutex);
        --m_open;
        m_left.notify_all();
    }
    void waitUntilEmpty()
    {
        std::unique_lock lock(m_mutex);
        m_left.wait(lock, [this] { return m_open == 0; });
    }

  private:
    std::mutex m_mutex;
    std::condition_variable m_left;
    int m_open = 0;
};

Storm::Storm(fs::path folder, uint32_t seed)
    : m_folder(std::move(folder)), m_tone(m_folder / "a.tone"), m_random(seed)
{
    std::ofstream(m_tone, std::ios::binary) << std::string("TONE\0\x10\0\0", 8);
    for (const CapabilityKind kind : kStormKinds)
        m_packages[kind] = {packWatchful(m_folder, kind, 1), packWatchful(m_folder, kind, 2)};
    CoordinatorSettings settings;
    settings.storeFolder = m_folder / "store";
    settings.hostVersion = "1.0.0";
    m_runtime = std::make_unique<PluginRuntimeCoordinator>(std::move(settings));
    QObject::connect(m_runtime.get(), &PluginRuntimeCoordinator::planFailed, m_runtime.get(),
                     [this](const ApplyReport& report) {
                         for (const std::string& error : report.errors)
                             surprise("the convergence says: " + error);
                     });
}

Storm::~Storm()
{
    m_workers.clear();
    m_runtime.reset();
}

void Storm::beginWork()
{
    if (!m_workers.empty())
        return;
    for (const CapabilityKind kind : kStormKinds) {
        for (size_t i = 0; i < kWorkersPerPlugin; ++i)
            m_workers.push_back(std::make_unique<StormWorker>(m_runtime->registry(), kind, m_tone,
                                                              static_cast<uint32_t>(m_random())));
    }
}

void Storm::rage(int operations)
{
    beginWork();
    std::atomic<bool> isOver = false;
    std::thread watcher([this, &isOver] { watchShadowCopies(isOver); });
    std::vector<std::thread> operators;
    for (int i = 0; i < kOperators; ++i) {
        const int share = operations / kOperators + (i < operations % kOperators ? 1 : 0);
        operators.emplace_back([this, share, seed = static_cast<uint32_t>(m_random())] {
            std::mt19937 random(seed);
            const auto window = std::make_shared<Window>();
            for (int wishes = 0; wishes < share; ++wishes) {
                window->enter();
                wish(random, window);
            }
            window->waitUntilEmpty();
        });
    }
    for (std::thread& thread : operators)
        thread.join();
    isOver = true;
    watcher.join();
}

void Storm::wish(std::mt19937& random, const std::shared_ptr<Window>& window)
{
    const CapabilityKind kind = kStormKinds[random() % kStormKinds.size()];
    const int build = 1 + static_cast<int>(random() % 2);
    const bool flag = random() % 2 == 0;
    const auto done = [this, window](const char* operation) {
        count(operation);
        return [this, window, operation](const IntentResult& result) {
            take(operation, result);
            window->leave();
        };
    };
    switch (random() % 10) {
    case 0:
    case 1:
    case 2:
        install(kind, build, done("install"));
        return;
    case 3:
    case 4:
        m_runtime->setEnabled(watchfulId(kind), true, done("enable"));
        return;
    case 5:
    case 6:
        m_runtime->setEnabled(watchfulId(kind), false, done("disable"));
        return;
    case 7:
        m_runtime->uninstall(watchfulId(kind), flag, done("uninstall"));
        return;
    case 8:
        if (flag) {
            m_runtime->applyState(done("apply"));
        } else {
            count("discard");
            examine(kind, build, [this, window](Result<InstallCandidate> candidate) {
                if (candidate)
                    m_runtime->discard(std::move(*candidate));
                window->leave();
            });
        }
        return;
    default:
        count("collect");
        m_runtime->collect(flag ? std::optional(watchfulId(kind)) : std::nullopt,
                           [window](const std::vector<LeaseView>&) { window->leave(); });
        return;
    }
}

void Storm::examine(CapabilityKind kind, int build, const std::function<void(Result<InstallCandidate>)>& done)
{
    m_runtime->examine(m_packages.at(kind).at(static_cast<size_t>(build - 1)),
                       [this, done](Result<InstallCandidate> candidate) {
                           if (!candidate)
                               surprise("examine: " + candidate.error().message);
                           done(std::move(candidate));
                       });
}

void Storm::install(CapabilityKind kind, int build, PluginRuntimeCoordinator::Done done)
{
    examine(kind, build, [this, done = std::move(done)](Result<InstallCandidate> candidate) {
        InstallConsent consent;
        consent.downgrade = true;
        if (candidate)
            m_runtime->install(std::move(*candidate), consent, done);
        else
            done({candidate.error(), std::nullopt});
    });
}

bool Storm::calm()
{
    // The last wishes, while the workers still work.
    std::vector<std::promise<void>> ended(2 * kStormKinds.size() + 1);
    size_t next = 0;
    const auto done = [this, &ended, &next](const char* operation) {
        return [this, operation, &promise = ended[next++]](const IntentResult& result) {
            take(operation, result);
            promise.set_value();
        };
    };
    for (const CapabilityKind kind : kStormKinds) {
        install(kind, 1 + static_cast<int>(m_random() % 2), done("install"));
        ended[next - 1].get_future().wait();
        m_runtime->setEnabled(watchfulId(kind), true, done("enable"));
        ended[next - 1].get_future().wait();
    }
    m_runtime->applyState(done("apply"));
    ended.back().get_future().wait();

    for (const std::unique_ptr<StormWorker>& worker : m_workers) {
        m_served += worker->served();
        for (std::string& what : worker->surprises())
            surprise(std::move(what));
    }
    m_workers.clear();
    const bool isCalm = comesTrue(
        [this] {
            std::promise<size_t> left;
            m_runtime->collect(std::nullopt, [&left](const std::vector<LeaseView>& leases) {
                left.set_value(leases.size());
            });
            return left.get_future().get() == 0 && m_runtime->status() != ApplyMachine::Status::Applying;
        },
        60s);
    // Reports are still being written down; what comes after them ends after them.
    std::promise<void> written;
    m_runtime->examine(m_folder / "nothing",
                       [&written](const Result<InstallCandidate>&) { written.set_value(); });
    written.get_future().wait();
    return isCalm;
}

std::vector<std::string> Storm::shadowCopies() const
{
    std::vector<std::string> names;
    std::error_code failure;
    for (fs::directory_iterator entry(shadowFolder(), failure); !failure && entry != fs::directory_iterator();
         entry.increment(failure))
        names.push_back(entry->path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<std::string> Storm::currentCopies() const
{
    std::vector<std::string> names;
    for (const LeaseView& lease : m_runtime->leases()) {
        if (lease.state == LeaseView::State::Current)
            names.push_back(fmt::format("{}-{}-{}", lease.pluginId, ::getpid(), lease.epoch));
    }
    std::sort(names.begin(), names.end());
    return names;
}

void Storm::watchShadowCopies(const std::atomic<bool>& isOver)
{
    while (!isOver.load()) {
        m_mostCopies = std::max(m_mostCopies.load(), shadowCopies().size());
        std::this_thread::sleep_for(1ms);
    }
}

void Storm::take(const char* operation, const IntentResult& result)
{
    // Whoever loses a race against an uninstall is told that the plugin is not there.
    if (result.error && result.error->code != ErrorCode::NotFound)
        surprise(fmt::format("{}: {}", operation, result.error->message));
    if (result.report)
        m_reloadedUnchanged += result.report->reloadedUnchanged;
}

void Storm::count(const char* operation)
{
    const std::lock_guard lock(m_mutex);
    ++m_operations[operation];
}

void Storm::surprise(std::string what)
{
    const std::lock_guard lock(m_mutex);
    if (m_surprises.size() < 20)
        m_surprises.push_back(std::move(what));
}

std::map<std::string, int> Storm::operations() const
{
    const std::lock_guard lock(m_mutex);
    return m_operations;
}

std::vector<std::string> Storm::surprises() const
{
    const std::lock_guard lock(m_mutex);
    return m_surprises;
}

} // namespace stellatune::testing
