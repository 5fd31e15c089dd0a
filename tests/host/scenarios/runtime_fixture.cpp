#include "tests/host/scenarios/runtime_fixture.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace stellatune::testing {

std::unique_ptr<QCoreApplication> RuntimeTest::s_application;

void RuntimeTest::SetUpTestSuite()
{
    static int argumentCount = 1;
    static char name[] = "scenarios";
    static char* arguments[] = {name, nullptr};
    s_application = std::make_unique<QCoreApplication>(argumentCount, arguments);
}

RuntimeTest::RuntimeTest()
{
    clearBoards();
    m_settings.storeFolder = m_folder.path() / "store";
    m_settings.hostVersion = "1.0.0";
    start();
}

void RuntimeTest::start()
{
    m_runtime = std::make_unique<PluginRuntimeCoordinator>(m_settings);
}

IntentResult RuntimeTest::install(CapabilityKind kind, int build)
{
    return run([&](auto done) { installPackage(*m_runtime, package(kind, build), done); });
}

IntentResult RuntimeTest::setEnabled(CapabilityKind kind, bool enabled)
{
    return run([&](auto done) { m_runtime->setEnabled(watchfulId(kind), enabled, done); });
}

IntentResult RuntimeTest::uninstall(CapabilityKind kind)
{
    return run([&](auto done) { m_runtime->uninstall(watchfulId(kind), true, done); });
}

std::vector<LeaseView> RuntimeTest::collect()
{
    std::promise<std::vector<LeaseView>> left;
    m_runtime->collect(std::nullopt,
                       [&left](std::vector<LeaseView> leases) { left.set_value(std::move(leases)); });
    return left.get_future().get();
}

std::filesystem::path RuntimeTest::package(CapabilityKind kind, int build)
{
    const std::filesystem::path folder = m_folder.path() / "packages" / std::to_string(build);
    const std::filesystem::path file = folder / (std::string(nameOf(kind)) + ".stplugin");
    if (!std::filesystem::exists(file)) {
        std::filesystem::create_directories(folder);
        std::filesystem::rename(packWatchful(folder, kind, build), file);
    }
    return file;
}

std::vector<LeaseView> RuntimeTest::leasesOf(CapabilityKind kind) const
{
    std::vector<LeaseView> leases = m_runtime->leases();
    std::erase_if(leases, [kind](const LeaseView& lease) { return lease.pluginId != watchfulId(kind); });
    return leases;
}

size_t RuntimeTest::shadowCopies() const
{
    namespace fs = std::filesystem;
    return static_cast<size_t>(
        std::distance(fs::directory_iterator(shadowFolder()), fs::directory_iterator()));
}

void installPackage(PluginRuntimeCoordinator& runtime, const std::filesystem::path& package,
                    PluginRuntimeCoordinator::Done done)
{
    runtime.examine(package, [&runtime, done = std::move(done)](Result<InstallCandidate> candidate) {
        InstallConsent consent;
        consent.downgrade = true;
        if (candidate)
            runtime.install(std::move(*candidate), consent, done);
        else
            done({candidate.error(), std::nullopt});
    });
}

} // namespace stellatune::testing
