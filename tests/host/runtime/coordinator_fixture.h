// The whole runtime for tests: real packages, a real store, real libraries, and workers that use them.
#pragma once

#include "pluginhost/runtime/coordinator.h"
#include "tests/fixtures/child_process.h"
#include "tests/fixtures/comes_true.h"
#include "tests/host/package/package_fixture.h"

#include <filesystem>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <QCoreApplication>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {

inline constexpr StDspFormat kMono{sizeof(StDspFormat), 44'100, 1, 0, 64, 0};
inline const std::string kGain = "org.stellatune.test.gain";

/// A worker as the engine has it: owns one DSP instance and comes to a safe point whenever it is told.
class Worker {
  public:
    explicit Worker(LeaseRegistry& registry)
        : m_endpoint(registry.bind(kGain, CapabilityKind::Dsp, "gain")),
          m_controller(dspFactoryOf(m_endpoint, kMono), "{}")
    {
        m_endpoint.mailbox->post(WorkerControl::Kind::Recreate, ControlReason::Enabled);
    }

    std::optional<UpdateOutcome::Status> safePoint()
    {
        if (const auto control = m_endpoint.mailbox->takeLatest())
            m_controller.tell(*control);
        const auto outcome = m_controller.applyPending();
        return outcome ? std::optional(outcome->status) : std::nullopt;
    }
    /// What becomes of 1: the number of the build, 0 without an instance.
    float process()
    {
        float sample = 1.0F;
        return m_controller.instance() != nullptr && m_controller.instance()->process(&sample, 1) == ST_OK
                   ? sample
                   : 0.0F;
    }
    /// Comes to safe points until it processes with that build.
    bool reaches(float build)
    {
        return testing::comesTrue([&] {
            static_cast<void>(safePoint());
            return process() == build;
        });
    }

  private:
    WorkerEndpoint m_endpoint;
    WorkerController<DspInstance> m_controller;
};

class CoordinatorTest : public ::testing::Test {
  protected:
    static void SetUpTestSuite()
    {
        static int argumentCount = 1;
        static char name[] = "coordinator_test";
        static char* arguments[] = {name, nullptr};
        s_application = std::make_unique<QCoreApplication>(argumentCount, arguments);
    }
    static void TearDownTestSuite() { s_application.reset(); }

    CoordinatorTest() { start(); }

    void start()
    {
        CoordinatorSettings settings;
        settings.storeFolder = m_folder.path() / "store";
        settings.hostVersion = "1.0.0";
        settings.safeMode = m_safeMode;
        settings.remembersCrashes = m_remembersCrashes;
        settings.quitLimit = m_quitLimit;
        settings.residentInterval = m_residentInterval;
        m_coordinator = std::make_unique<PluginRuntimeCoordinator>(std::move(settings));
    }
    void restart()
    {
        m_coordinator.reset();
        start();
    }

    /// Runs an intent and waits for its end.
    template <typename Intent>
    IntentResult run(Intent intent)
    {
        std::promise<IntentResult> ended;
        intent([&ended](const IntentResult& result) { ended.set_value(result); });
        return ended.get_future().get();
    }

    std::filesystem::path package(const std::string& fixture, const std::string& version)
    {
        return testing::gainPackage(m_folder.path(), fixture + version + ".stplugin", fixture, version);
    }
    IntentResult install(const std::filesystem::path& file, InstallConsent consent = {})
    {
        std::promise<Result<InstallCandidate>> examined;
        m_coordinator->examine(file, [&examined](Result<InstallCandidate> candidate) {
            examined.set_value(std::move(candidate));
        });
        Result<InstallCandidate> candidate = examined.get_future().get();
        if (!candidate)
            return {candidate.error(), std::nullopt};
        return run([&](auto done) { m_coordinator->install(std::move(*candidate), consent, done); });
    }
    IntentResult setEnabled(bool enabled)
    {
        return run([&](auto done) { m_coordinator->setEnabled(kGain, enabled, done); });
    }
    IntentResult uninstall()
    {
        return run([&](auto done) { m_coordinator->uninstall(kGain, true, done); });
    }
    void collect()
    {
        std::promise<void> ended;
        m_coordinator->collect(std::nullopt, [&ended](const auto&) { ended.set_value(); });
        ended.get_future().wait();
    }
    IntentResult apply()
    {
        return run([&](auto done) { m_coordinator->applyState(done); });
    }

    PluginStatus gain() const
    {
        for (PluginStatus& plugin : m_coordinator->plugins()) {
            if (plugin.desired.id == kGain)
                return plugin;
        }
        ADD_FAILURE() << "the plugin is not installed";
        return {};
    }
    bool isOpen() const
    {
        return testing::comesTrue(
            [this] { return m_coordinator->status() == ApplyMachine::Status::Applied; });
    }
    /// What the program says while the coordinator ends, which takes a second at most.
    std::string endInTime()
    {
        ::testing::internal::CaptureStderr();
        const auto begin = std::chrono::steady_clock::now();
        m_coordinator.reset();
        EXPECT_LT(std::chrono::steady_clock::now() - begin, m_quitLimit + std::chrono::seconds(1));
        return ::testing::internal::GetCapturedStderr();
    }
    size_t shadowCopies() const { return testing::listingOf(m_folder.path() / "store" / "shadow").size(); }
    static size_t mappedCopies(const std::filesystem::path& folder)
    {
        return mappedFilesBelow(folder).size();
    }

    static inline std::unique_ptr<QCoreApplication> s_application;
    testing::TemporaryFolder m_folder;
    bool m_safeMode = false;
    bool m_remembersCrashes = false;
    std::chrono::milliseconds m_quitLimit{3000};
    std::chrono::milliseconds m_residentInterval = std::chrono::hours(1);
    std::unique_ptr<PluginRuntimeCoordinator> m_coordinator;
};

} // namespace stellatune
