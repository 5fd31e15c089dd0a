// A whole runtime with the watchful plugins: real packages, a real store, real libraries.
#pragma once

#include "pluginhost/runtime/coordinator.h"
#include "tests/fixtures/child_process.h"
#include "tests/stress/watchful_plugin.h"

#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include <QCoreApplication>

#include <gtest/gtest.h>

namespace stellatune::testing {

inline constexpr CapabilityKind kAllKinds[] = {CapabilityKind::Decoder, CapabilityKind::Dsp,
                                               CapabilityKind::Source, CapabilityKind::Lyrics,
                                               CapabilityKind::Output};

class RuntimeTest : public ::testing::Test {
  protected:
    static void SetUpTestSuite();
    static void TearDownTestSuite() { s_application.reset(); }

    RuntimeTest();

    void start();
    void end() { m_runtime.reset(); }

    // ---- intents, each with its end ----

    IntentResult install(CapabilityKind kind, int build = 1);
    IntentResult setEnabled(CapabilityKind kind, bool enabled);
    IntentResult uninstall(CapabilityKind kind);
    /// Unloads what nobody uses; what stays.
    std::vector<LeaseView> collect();

    /// Its package; made when it is asked for first.
    std::filesystem::path package(CapabilityKind kind, int build);
    WorkerEndpoint endpoint(CapabilityKind kind)
    {
        return m_runtime->registry().bind(watchfulId(kind), kind, watchfulType(kind));
    }
    std::vector<LeaseView> leasesOf(CapabilityKind kind) const;
    std::filesystem::path shadowFolder() const { return m_settings.storeFolder / "shadow"; }
    size_t shadowCopies() const;

    /// Runs an intent and waits for its end.
    template <typename Intent>
    static IntentResult run(Intent intent)
    {
        std::promise<IntentResult> ended;
        intent([&ended](const IntentResult& result) { ended.set_value(result); });
        return ended.get_future().get();
    }

    static std::unique_ptr<QCoreApplication> s_application;
    TemporaryFolder m_folder;
    CoordinatorSettings m_settings;
    std::unique_ptr<PluginRuntimeCoordinator> m_runtime;
};

/// Examines a package and installs it, downgrades too.
void installPackage(PluginRuntimeCoordinator& runtime, const std::filesystem::path& package,
                    PluginRuntimeCoordinator::Done done);

} // namespace stellatune::testing
