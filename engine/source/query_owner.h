// The owner of one type of one plugin that answers queries: a source or a lyrics provider.
#pragma once

#include "engine/source/deadline_timer.h"
#include "engine/source/query_intake.h"
#include "engine/source/query_limits.h"
#include "engine/source/query_reply.h"
#include "engine/source/query_slots.h"
#include "engine/source/serial_executor.h"
#include "pluginhost/lease/plugin_operation.h"
#include "pluginhost/worker/worker_endpoint.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace stellatune {

/// What all owners share.
struct QuerySurroundings {
    QuerySurroundings(const QueryLimits& queryLimits, DeadlineTimer::Now now);

    const QueryLimits limits;
    const std::shared_ptr<OwnerThreads> threads;
    const std::shared_ptr<QueryCounters> counters;
    const std::shared_ptr<DeadlineTimer> timer;
    QuerySlots slots;
};

/// What an owner has at a moment.
struct OwnerStatus {
    std::string pluginId;
    CapabilityKind kind = CapabilityKind::Source;
    std::string typeId;
    size_t waiting = 0;   ///< queries that have not begun
    size_t running = 0;   ///< operations, unheeded ones included
    size_t unheeded = 0;  ///< operations that were cancelled and have not ended in time
    size_t instances = 0; ///< the current one and those that streams or operations still use
};

/// One instance of the plugin and what keeps it alive: the owner's seat while it is the current one, each
/// operation, each open stream. It lives and dies on the owner's thread, and keeps that thread.
template <typename Instance>
class Catalog {
  public:
    Catalog(uint64_t number, std::unique_ptr<Instance> instance, std::shared_ptr<SerialExecutor> thread,
            std::shared_ptr<std::atomic<size_t>> count);
    ~Catalog();
    Catalog(const Catalog&) = delete;
    Catalog& operator=(const Catalog&) = delete;

    /// Counts the instances of its owner, from 1.
    uint64_t number() const { return m_number; }
    Instance& instance() { return *m_instance; }

  private:
    const uint64_t m_number;
    std::unique_ptr<Instance> m_instance;
    const std::shared_ptr<SerialExecutor> m_thread;
    const std::shared_ptr<std::atomic<size_t>> m_count;
};

/// Makes the instance at the first query and begins queries on it, several side by side. Everything that
/// enters the plugin happens on the owner's thread, so a plugin that blocks holds up its own queries alone;
/// those still end in time, because the intake and the deadlines need no such thread.
///
/// The public functions may be called from any thread, and never wait for the plugin. Always in a shared_ptr.
template <typename Instance>
class QueryOwner : public std::enable_shared_from_this<QueryOwner<Instance>> {
  public:
    using CatalogPtr = std::shared_ptr<Catalog<Instance>>;
    using Operation = Result<std::unique_ptr<PluginOperation>>;

    /// One query, in words that the owner understands.
    struct Work {
        const char* name = ""; ///< "list", for messages
        QueuedQuery::Caller caller;
        /// [owner's thread]
        std::function<Operation(Instance&, std::function<void()> onEnd)> begin;
        /// Takes the result of an operation that has ended, and replies. [owner's thread]
        std::function<void(PluginOperation&, const CatalogPtr&)> take;
    };

    /// Binds a worker that is woken by `wake` after each message; see WorkerMailbox.
    using Bind = std::function<WorkerEndpoint(std::function<void()> wake)>;
    static std::shared_ptr<QueryOwner> make(const Bind& bind, std::string config,
                                            std::shared_ptr<QuerySurroundings> surroundings);
    /// After close().
    ~QueryOwner();

    std::shared_ptr<PendingQuery> ask(Work work);

    /// Looks into the mailbox, and at what is idle.
    void attend();
    /// Lets go of the instance, so that the next query makes another one. What runs on it goes on.
    void drop();
    /// Refuses queries from here on, cancels those that run and lets go of the instance, which goes when its
    /// streams and operations have.
    void close();
    /// `done` is called on any thread.
    void changeConfig(std::string config, std::function<void(UpdateOutcome)> done);

    OwnerStatus status() const;
    const WorkerEndpoint& endpoint() const { return m_endpoint; }
    const std::shared_ptr<QueryCounters>& counters() const { return m_surroundings->counters; }
    /// Runs the task on the owner's thread, unless there is none; there is one as long as a catalog lives.
    bool postIfRunning(SerialExecutor::Task task) { return m_thread->postIfRunning(std::move(task)); }

  private:
    /// What WorkerController holds: the right to be current. Its end retires the catalog.
    class Seat {
      public:
        explicit Seat(CatalogPtr catalog) : m_catalog(std::move(catalog)) {}
        const CatalogPtr& catalog() const { return m_catalog; }
        Result<ConfigPlan> planConfig(const std::string& config) { return plugin().planConfig(config); }
        Result<void> applyConfig(const std::string& config) { return plugin().applyConfig(config); }
        bool carriesState() const { return m_catalog->instance().carriesState(); }
        Result<std::string> exportState() { return plugin().exportState(); }
        Result<void> importState(const std::string& state) { return plugin().importState(state); }

      private:
        Instance& plugin() { return m_catalog->instance(); }
        CatalogPtr m_catalog;
    };

    class Query final : public QueuedQuery {
      public:
        explicit Query(Work queryWork)
            : QueuedQuery(queryWork.name, std::move(queryWork.caller)), begin(std::move(queryWork.begin)),
              take(std::move(queryWork.take))
        {}

        const decltype(Work::begin) begin;
        const decltype(Work::take) take;
    };

    struct Running {
        std::shared_ptr<Query> query;
        CatalogPtr catalog; ///< outlives the operation
        std::unique_ptr<PluginOperation> operation;
        DeadlineTimer::Clock::time_point begun;
        bool cancelled = false;
        bool unheeded = false; ///< has given its slot back
    };

    QueryOwner(std::string config, std::shared_ptr<QuerySurroundings> surroundings);
    QueryIntake::Setup intakeSetup();
    void wake();

    // ---- the owner's thread ----
    void pump();
    void readMailbox();
    Result<std::unique_ptr<Seat>> makeSeat(const std::string& config);
    Result<CatalogPtr> current();
    void releaseSeat(ControlReason reason);
    void begin(const std::shared_ptr<Query>& query, const CatalogPtr& catalog);
    void settle(uint64_t number);
    void cancelRunning(uint64_t number);
    void cancelAll(QueryEnd end, const Error& error);
    void checkHeeded(uint64_t number);
    void checkLater(uint64_t number);
    void watchIdle();
    bool isIdle() const;
    std::weak_ptr<QueryOwner> weak() { return this->weak_from_this(); }

    std::string domain() const { return "plugin." + m_endpoint.pluginId; }

    WorkerEndpoint m_endpoint; ///< set by make()
    const std::shared_ptr<QuerySurroundings> m_surroundings;
    const std::shared_ptr<SerialExecutor> m_thread;
    const std::shared_ptr<std::atomic<size_t>> m_catalogs = std::make_shared<std::atomic<size_t>>(0);

    std::shared_ptr<QueryIntake> m_intake;
    std::atomic<bool> m_pumping = false; ///< a pump() is on its way

    // ---- the owner's thread alone ----
    WorkerController<Seat> m_controller;
    Error m_makeError;      ///< why the controller has no instance
    bool m_loading = false; ///< a Recreate is to follow, so queries wait
    std::map<uint64_t, Running> m_running;
    uint64_t m_lastOperation = 0;
    uint64_t m_lastCatalog = 0;
    std::optional<DeadlineTimer::Ticket> m_idleTicket;
    std::atomic<size_t> m_runningCount = 0;
    std::atomic<size_t> m_unheededCount = 0;
};

} // namespace stellatune
