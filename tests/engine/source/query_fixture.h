// A desk over real libraries, a runtime that a test plays, and a clock that it turns.
#pragma once

#include "engine/source/query_desk.h"
#include "tests/engine/source/reply.h"
#include "tests/engine/source/scripted_plugin.h"
#include "tests/fixtures/comes_true.h"
#include "tests/fixtures/plugins/plugin_files.h"

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune::testing {

/// The runtime's side of an endpoint, with two builds of one library loaded. Any thread.
class PlayedRuntime {
  public:
    explicit PlayedRuntime(const StHost& host)
    {
        for (int build : {1, 2}) {
            auto library = ModuleLibrary::load(pluginFile("source_scripted_" + std::to_string(build)), host);
            if (!library)
                throw std::runtime_error(library.error().message);
            m_leases[build] = std::make_shared<const ModuleLease>(*library, build);
        }
    }

    WorkerEndpoint bind(const std::string& pluginId, CapabilityKind kind, const std::string& typeId,
                        std::function<void()> wake)
    {
        const std::lock_guard lock(m_mutex);
        WorkerEndpoint endpoint{pluginId, kind, typeId, [this, pluginId] { return acquire(pluginId); },
                                std::make_shared<WorkerMailbox>(std::move(wake))};
        m_mailboxes.push_back(endpoint.mailbox);
        return endpoint;
    }

    /// Which build new instances are of.
    void setCurrent(int build)
    {
        const std::lock_guard lock(m_mutex);
        m_current = build;
    }
    void setEnabled(bool enabled)
    {
        const std::lock_guard lock(m_mutex);
        m_enabled = enabled;
    }
    void setLoading(bool loading)
    {
        const std::lock_guard lock(m_mutex);
        m_loading = loading;
    }
    void post(WorkerControl::Kind kind, ControlReason reason)
    {
        std::vector<std::shared_ptr<WorkerMailbox>> mailboxes;
        {
            const std::lock_guard lock(m_mutex);
            mailboxes = m_mailboxes;
        }
        for (const auto& mailbox : mailboxes)
            mailbox->post(kind, reason);
    }
    /// Of that build, alive.
    size_t instances(int build) const { return m_leases.at(build)->instances().size(); }
    /// How many others hold the lease of that build: instances, and operations on them.
    long holders(int build) const { return m_leases.at(build).use_count() - 1; }

  private:
    Result<std::shared_ptr<const ModuleLease>> acquire(const std::string& pluginId)
    {
        const std::lock_guard lock(m_mutex);
        if (!m_enabled || pluginId == "org.example.none")
            return Error{ErrorCode::NotFound, "test", "The plugin is disabled."};
        if (m_loading)
            return Error{ErrorCode::Busy, "test", "The plugin is being loaded."};
        return m_leases.at(m_current);
    }

    std::map<int, std::shared_ptr<const ModuleLease>> m_leases;
    std::mutex m_mutex;
    int m_current = 1;
    bool m_enabled = true;
    bool m_loading = false;
    std::vector<std::shared_ptr<WorkerMailbox>> m_mailboxes;
};

class QueryTest : public ::testing::Test {
  protected:
    using Kind = WorkerControl::Kind;

    QueryTest() { makeDesk({}); }
    ~QueryTest() override
    {
        m_plugin.openGate();
        m_desk.reset();
        EXPECT_EQ(m_plugin.wrongThreads(), 0U);
        EXPECT_EQ(m_runtime.holders(1), 0);
        EXPECT_EQ(m_runtime.holders(2), 0);
        EXPECT_EQ(m_plugin.liveInstances(), 0U);
    }

    void makeDesk(const QueryLimits& limits)
    {
        QueryDeskSetup setup;
        setup.bind = [this](const std::string& pluginId, CapabilityKind kind, const std::string& typeId,
                            std::function<void()> wake) {
            return m_runtime.bind(pluginId, kind, typeId, std::move(wake));
        };
        setup.lyricsProviders = [this] { return m_providers; };
        setup.limits = limits;
        setup.now = [this] {
            return DeadlineTimer::Clock::time_point(std::chrono::hours(1)) +
                   std::chrono::milliseconds(m_elapsedMs.load());
        };
        m_desk = std::make_unique<QueryDesk>(std::move(setup));
    }

    /// Turns the clock.
    void pass(std::chrono::milliseconds time)
    {
        m_elapsedMs += time.count();
        m_desk->clockMoved();
    }

    Reply<std::string> list(const std::string& request = "{}")
    {
        Reply<std::string> reply;
        m_lastQuery = m_desk->listSource(m_source, request, reply.completion());
        return reply;
    }
    Reply<std::shared_ptr<StreamLease>> open(const std::string& item = "song")
    {
        Reply<std::shared_ptr<StreamLease>> reply;
        m_lastQuery = m_desk->openStream(m_source, item, reply.completion());
        return reply;
    }
    void tell(Kind kind, ControlReason reason) { m_runtime.post(kind, reason); }
    void disable()
    {
        m_runtime.setEnabled(false);
        tell(Kind::Destroy, ControlReason::Disabled);
    }
    void enable()
    {
        m_runtime.setEnabled(true);
        tell(Kind::Recreate, ControlReason::Enabled);
    }
    void expectNoThreads()
    {
        EXPECT_TRUE(comesTrue([this] { return m_desk->threads() == 0; }));
    }

    const ProviderId m_source{"org.example.radio", "scripted"};
    std::vector<ProviderId> m_providers;
    ScriptedPlugin m_plugin;
    PlayedRuntime m_runtime{m_plugin.host()};
    std::atomic<int64_t> m_elapsedMs = 0;
    std::unique_ptr<QueryDesk> m_desk;
    std::shared_ptr<PendingQuery> m_lastQuery;
};

} // namespace stellatune::testing
