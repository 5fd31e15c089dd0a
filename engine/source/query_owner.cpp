#include "engine/source/query_owner.h"

#include "pluginhost/base/log.h"

#include <algorithm>
#include <cassert>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace stellatune {

namespace {

double seconds(DeadlineTimer::Clock::duration time)
{
    return std::chrono::duration<double>(time).count();
}

} // namespace

QuerySurroundings::QuerySurroundings(const QueryLimits& queryLimits, DeadlineTimer::Now now)
    : limits(queryLimits), threads(std::make_shared<OwnerThreads>(queryLimits.threads)),
      counters(std::make_shared<QueryCounters>()), timer(std::move(now)), slots(queryLimits.overAll)
{}

template <typename Instance>
Catalog<Instance>::Catalog(uint64_t number, std::unique_ptr<Instance> instance,
                           std::shared_ptr<SerialExecutor> thread, std::shared_ptr<std::atomic<size_t>> count)
    : m_number(number), m_instance(std::move(instance)), m_thread(std::move(thread)),
      m_count(std::move(count))
{
    m_thread->hold();
    m_count->fetch_add(1, std::memory_order_relaxed);
}

template <typename Instance>
Catalog<Instance>::~Catalog()
{
    m_instance.reset();
    m_count->fetch_sub(1, std::memory_order_relaxed);
    m_thread->letGo();
}

/// In the queue, then among the running ones, then nowhere.
template <typename Instance>
class QueryOwner<Instance>::Query final : public PendingQuery, public std::enable_shared_from_this<Query> {
  public:
    Query(std::weak_ptr<QueryOwner> owner, Work queryWork, DeadlineTimer::Clock::time_point callersDeadline)
        : work(std::move(queryWork)), deadline(callersDeadline), m_owner(std::move(owner))
    {}

    void cancel() override
    {
        if (!work.fail(QueryEnd::Cancelled,
                       Error{ErrorCode::Cancelled, "engine.source", "The request was cancelled."}))
            return;
        if (const std::shared_ptr<QueryOwner> owner = m_owner.lock())
            owner->giveUp(this->shared_from_this());
    }

    const Work work;
    const DeadlineTimer::Clock::time_point deadline; ///< the caller's
    DeadlineTimer::Ticket ticket; ///< the queue's while it waits there, the owner's thread's from then on
    uint64_t number = 0;          ///< of its operation; 0: none has begun. [owner's thread]

  private:
    const std::weak_ptr<QueryOwner> m_owner;
};

template <typename Instance>
QueryOwner<Instance>::QueryOwner(WorkerEndpoint endpoint, std::string config,
                                 std::shared_ptr<QuerySurroundings> surroundings)
    : m_endpoint(std::move(endpoint)), m_domain("plugin." + m_endpoint.pluginId),
      m_surroundings(std::move(surroundings)),
      m_thread(std::make_shared<SerialExecutor>(m_surroundings->threads)),
      m_controller([this](const std::string& seatConfig) { return makeSeat(seatConfig); }, std::move(config))
{}

template <typename Instance>
QueryOwner<Instance>::~QueryOwner()
{
    assert(m_controller.instance() == nullptr && "its instance would end on the wrong thread");
}

// ---- any thread -------------------------------------------------------------------------------------------

template <typename Instance>
std::shared_ptr<PendingQuery> QueryOwner<Instance>::ask(Work work)
{
    const QueryLimits& limits = m_surroundings->limits;
    const auto query =
        std::make_shared<Query>(weak(), std::move(work), m_surroundings->timer.now() + limits.caller);
    QueryEnd refused = QueryEnd::Answered;
    {
        const std::lock_guard lock(m_mutex);
        if (m_intake != Intake::Open) {
            refused = m_intake == Intake::Frozen ? QueryEnd::Frozen : QueryEnd::Gone;
        } else if (m_waiting.size() >= limits.waiting) {
            refused = QueryEnd::QueueFull;
        } else {
            query->ticket = m_surroundings->timer.at(
                query->deadline, [owner = weak(), expired = std::weak_ptr<Query>(query)] {
                    const std::shared_ptr<QueryOwner> self = owner.lock();
                    if (const std::shared_ptr<Query> late = expired.lock(); self && late)
                        self->expire(late, "could not even be asked in time");
                });
            m_waiting.push_back(query);
        }
    }
    if (refused != QueryEnd::Answered)
        query->work.fail(refused, refusal(refused));
    else
        wake();
    return query;
}

template <typename Instance>
void QueryOwner<Instance>::wake()
{
    {
        const std::lock_guard lock(m_mutex);
        if (std::exchange(m_pumping, true))
            return;
    }
    if (m_thread->post([self = this->shared_from_this()] { self->pump(); }))
        return;
    refuse(takeAll(), QueryEnd::TooManyOwners);
}

template <typename Instance>
void QueryOwner<Instance>::refuse(const std::deque<std::shared_ptr<Query>>& queries, QueryEnd end)
{
    for (const std::shared_ptr<Query>& query : queries) {
        m_surroundings->timer.cancel(query->ticket);
        query->work.fail(end, refusal(end));
    }
}

template <typename Instance>
Error QueryOwner<Instance>::refusal(QueryEnd end) const
{
    const std::string& plugin = m_endpoint.pluginId;
    switch (end) {
    case QueryEnd::QueueFull:
        return {ErrorCode::Busy, m_domain,
                fmt::format("Too many requests wait for the plugin {} already.", plugin)};
    case QueryEnd::TooManyOwners:
        return {ErrorCode::Busy, m_domain,
                fmt::format("Too many plugins are in use at once; the plugin {} was not asked.", plugin)};
    case QueryEnd::Frozen:
        return {ErrorCode::Cancelled, m_domain, fmt::format("The plugin {} is being switched off.", plugin)};
    case QueryEnd::NotResponding:
        return {ErrorCode::Busy, m_domain,
                fmt::format("The plugin {} does not respond: it has not ended what it was asked before.",
                            plugin)};
    case QueryEnd::Gone:
        return {ErrorCode::Cancelled, m_domain, "The player is shutting down."};
    case QueryEnd::Answered:
    case QueryEnd::Failed:
    case QueryEnd::TimedOut:
    case QueryEnd::Cancelled:
        break;
    }
    assert(!"not a refusal");
    return {ErrorCode::Internal, m_domain, "The request was refused."};
}

template <typename Instance>
void QueryOwner<Instance>::expire(const std::shared_ptr<Query>& query, const char* what)
{
    if (!query->work.fail(QueryEnd::TimedOut, Error{ErrorCode::TimedOut, m_domain,
                                                    fmt::format("The plugin {} {} ({}).", m_endpoint.pluginId,
                                                                what, query->work.name)}))
        return;
    log(LogLevel::Warning, m_domain, "{} of {} {}", query->work.name, m_endpoint.typeId, what);
    giveUp(query);
}

/// The reply has been given; what is left of the query goes.
template <typename Instance>
void QueryOwner<Instance>::giveUp(const std::shared_ptr<Query>& query)
{
    {
        const std::lock_guard lock(m_mutex);
        const auto place = std::find(m_waiting.begin(), m_waiting.end(), query);
        if (place != m_waiting.end()) {
            m_surroundings->timer.cancel(query->ticket);
            m_waiting.erase(place);
            return;
        }
    }
    // Without a thread nothing of it can be running.
    postIfRunning([self = this->shared_from_this(), query] { self->cancelRunning(query->number); });
}

template <typename Instance>
bool QueryOwner<Instance>::hasWaiting() const
{
    const std::lock_guard lock(m_mutex);
    return !m_waiting.empty();
}

template <typename Instance>
auto QueryOwner<Instance>::takeNext() -> std::shared_ptr<Query>
{
    const std::lock_guard lock(m_mutex);
    if (m_waiting.empty())
        return nullptr;
    std::shared_ptr<Query> query = std::move(m_waiting.front());
    m_waiting.pop_front();
    m_surroundings->timer.cancel(query->ticket);
    return query;
}

template <typename Instance>
auto QueryOwner<Instance>::takeAll() -> std::deque<std::shared_ptr<Query>>
{
    const std::lock_guard lock(m_mutex);
    m_pumping = false;
    return std::exchange(m_waiting, {});
}

template <typename Instance>
void QueryOwner<Instance>::freeze(std::function<void()> acknowledged)
{
    shut(Intake::Frozen, std::move(acknowledged));
}

template <typename Instance>
void QueryOwner<Instance>::close()
{
    shut(Intake::Gone, [] {});
}

template <typename Instance>
void QueryOwner<Instance>::shut(Intake intake, std::function<void()> done)
{
    const QueryEnd end = intake == Intake::Frozen ? QueryEnd::Frozen : QueryEnd::Gone;
    std::deque<std::shared_ptr<Query>> waiting;
    {
        const std::lock_guard lock(m_mutex);
        if (m_intake != Intake::Gone)
            m_intake = intake;
        waiting.swap(m_waiting);
    }
    refuse(waiting, end);
    const bool posted = postIfRunning([self = this->shared_from_this(), end, done] {
        self->cancelAll(end, self->refusal(end));
        self->releaseSeat(end == QueryEnd::Frozen ? ControlReason::Disabled : ControlReason::ShuttingDown);
        done();
    });
    if (!posted)
        done(); // without a thread there is no instance
}

template <typename Instance>
void QueryOwner<Instance>::unfreeze()
{
    const std::lock_guard lock(m_mutex);
    if (m_intake == Intake::Frozen)
        m_intake = Intake::Open;
}

template <typename Instance>
void QueryOwner<Instance>::attend()
{
    bool waiting = false;
    {
        const std::lock_guard lock(m_mutex);
        waiting = !m_waiting.empty();
    }
    if (waiting)
        wake();
    else // without a thread there is no instance, and the message can wait for one
        postIfRunning([self = this->shared_from_this()] { self->pump(); });
}

template <typename Instance>
void QueryOwner<Instance>::drop()
{
    postIfRunning([self = this->shared_from_this()] { self->releaseSeat(ControlReason::LeaseChanged); });
}

template <typename Instance>
void QueryOwner<Instance>::changeConfig(std::string config, std::function<void(UpdateOutcome)> done)
{
    const bool posted = m_thread->post([self = this->shared_from_this(), next = std::move(config), done] {
        UpdateOutcome outcome = self->m_controller.changeConfig(next);
        if (outcome.status == UpdateOutcome::Status::RequiresRecreate)
            outcome = self->m_controller.applyPending().value_or(outcome);
        done(outcome);
    });
    if (!posted)
        done({UpdateOutcome::Status::Failed, 0, refusal(QueryEnd::TooManyOwners).message});
}

template <typename Instance>
OwnerStatus QueryOwner<Instance>::status() const
{
    OwnerStatus status{m_endpoint.pluginId, m_endpoint.kind, m_endpoint.typeId};
    status.running = m_runningCount;
    status.unheeded = m_unheededCount;
    status.instances = *m_catalogs;
    const std::lock_guard lock(m_mutex);
    status.frozen = m_intake != Intake::Open;
    status.waiting = m_waiting.size();
    return status;
}

// ---- the owner's thread -----------------------------------------------------------------------------------

template <typename Instance>
void QueryOwner<Instance>::pump()
{
    {
        const std::lock_guard lock(m_mutex);
        m_pumping = false;
    }
    readMailbox();
    while (!m_loading && hasWaiting()) {
        if (m_running.size() >= m_surroundings->limits.perOwner) {
            if (m_unheededCount == m_running.size())
                refuse(takeAll(), QueryEnd::NotResponding);
            break;
        }
        const Result<CatalogPtr> catalog = current();
        if (m_loading)
            break;
        if (!catalog) {
            if (const std::shared_ptr<Query> query = takeNext())
                query->work.fail(QueryEnd::Failed, catalog.error());
            continue;
        }
        const bool hasSlot = m_surroundings->slots.take([owner = weak()] {
            if (const std::shared_ptr<QueryOwner> self = owner.lock())
                self->wake();
        });
        if (!hasSlot)
            break;
        if (const std::shared_ptr<Query> query = takeNext())
            begin(query, *catalog);
        else
            m_surroundings->slots.giveBack();
    }
    watchIdle();
}

/// Each task is a safe point: no code of the plugin runs on this thread.
template <typename Instance>
void QueryOwner<Instance>::readMailbox()
{
    const std::optional<WorkerControl> control = m_endpoint.mailbox->takeLatest();
    if (!control)
        return;
    m_loading = false;
    if (control->kind == WorkerControl::Kind::Recreate && m_controller.instance() == nullptr)
        return; // made when it is needed
    if (control->kind == WorkerControl::Kind::Destroy)
        cancelAll(QueryEnd::Cancelled,
                  Error{ErrorCode::Cancelled, m_domain,
                        fmt::format("The request was cancelled, because {}.", describe(control->reason))});
    m_controller.tell(*control);
    const std::optional<UpdateOutcome> outcome = m_controller.applyPending();
    if (outcome && outcome->status == UpdateOutcome::Status::Failed)
        log(LogLevel::Warning, m_domain, "{} goes on with the instance it has: {}", m_endpoint.typeId,
            outcome->detail);
}

template <typename Instance>
auto QueryOwner<Instance>::makeSeat(const std::string& config) -> Result<std::unique_ptr<Seat>>
{
    m_makeError.reset();
    Result<std::shared_ptr<const ModuleLease>> lease = m_endpoint.acquire();
    if (!lease) {
        m_loading = lease.error().code == ErrorCode::Busy && m_controller.instance() == nullptr;
        m_makeError = lease.error();
        return lease.error();
    }
    Result<std::unique_ptr<Instance>> made = Instance::create(std::move(*lease), m_endpoint.typeId, config);
    if (!made) {
        m_makeError = made.error();
        return made.error();
    }
    return std::make_unique<Seat>(
        std::make_shared<Catalog<Instance>>(++m_lastCatalog, std::move(*made), m_thread, m_catalogs));
}

/// The instance for new queries, made when there is none.
template <typename Instance>
auto QueryOwner<Instance>::current() -> Result<CatalogPtr>
{
    if (m_controller.instance() == nullptr) {
        // Through the mailbox, so that a message of the runtime's that comes at this moment has its turn.
        m_endpoint.mailbox->post(WorkerControl::Kind::Recreate, ControlReason::Enabled);
        if (const std::optional<WorkerControl> control = m_endpoint.mailbox->takeLatest())
            m_controller.tell(*control);
        m_controller.applyPending();
        if (m_controller.instance() == nullptr)
            return m_makeError.value_or(refusal(QueryEnd::Frozen));
    }
    return m_controller.instance()->catalog();
}

template <typename Instance>
void QueryOwner<Instance>::releaseSeat(ControlReason reason)
{
    while (m_controller.instance() != nullptr) {
        m_endpoint.mailbox->post(WorkerControl::Kind::Destroy, reason);
        if (const std::optional<WorkerControl> control = m_endpoint.mailbox->takeLatest())
            m_controller.tell(*control);
        m_controller.applyPending();
    }
}

template <typename Instance>
void QueryOwner<Instance>::begin(const std::shared_ptr<Query>& query, const CatalogPtr& catalog)
{
    DeadlineTimer& timer = m_surroundings->timer;
    const DeadlineTimer::Clock::time_point now = timer.now();
    const DeadlineTimer::Clock::time_point deadline =
        operationDeadline(now, query->deadline, m_surroundings->limits);
    if (deadline <= now) {
        m_surroundings->slots.giveBack();
        expire(query, "could not even be asked in time");
        return;
    }
    // Before the plugin is entered, so that it runs out even when the plugin does not come back.
    query->ticket = timer.at(deadline, [owner = weak(), expired = std::weak_ptr<Query>(query)] {
        const std::shared_ptr<QueryOwner> self = owner.lock();
        if (const std::shared_ptr<Query> late = expired.lock(); self && late)
            self->expire(late, "did not answer in time");
    });
    const uint64_t number = ++m_lastOperation;
    query->number = number;
    // Holds the owner until the plugin has let go of the notifier, that is until the operation is destroyed.
    Operation operation = query->work.begin(catalog->instance(), [self = this->shared_from_this(), number] {
        self->postIfRunning([self, number] { self->settle(number); });
    });
    if (!operation) {
        timer.cancel(query->ticket);
        m_surroundings->slots.giveBack();
        query->work.fail(QueryEnd::Failed, operation.error());
        return;
    }
    m_running.emplace(number, Running{query, catalog, std::move(*operation), now});
    m_runningCount = m_running.size();
}

/// The plugin says that the operation has ended.
template <typename Instance>
void QueryOwner<Instance>::settle(uint64_t number)
{
    const auto found = m_running.find(number);
    if (found == m_running.end())
        return;
    const Result<PluginOperation::State> state = found->second.operation->poll();
    if (state && *state == PluginOperation::State::Pending)
        return;
    Running running = std::move(found->second);
    m_running.erase(found);
    m_runningCount = m_running.size();
    m_surroundings->timer.cancel(running.query->ticket);
    if (!state)
        running.query->work.fail(QueryEnd::Failed, state.error());
    else if (!running.query->work.isReplied())
        running.query->work.take(*running.operation, running.catalog);
    running.operation.reset();
    if (running.unheeded) {
        --m_unheededCount;
        log(LogLevel::Info, m_domain, "{} of {} has ended after {:.1f} seconds", running.query->work.name,
            m_endpoint.typeId, seconds(m_surroundings->timer.now() - running.begun));
    } else {
        m_surroundings->slots.giveBack();
    }
    wake();
}

template <typename Instance>
void QueryOwner<Instance>::cancelRunning(uint64_t number)
{
    const auto found = m_running.find(number);
    if (found == m_running.end() || found->second.cancelled)
        return;
    found->second.cancelled = true;
    found->second.operation->cancel();
    // A plugin that forgot to tell that it has ended is found out here.
    if (const Result<PluginOperation::State> state = found->second.operation->poll();
        !state || *state != PluginOperation::State::Pending) {
        settle(number);
        return;
    }
    DeadlineTimer& timer = m_surroundings->timer;
    timer.cancel(found->second.query->ticket);
    found->second.query->ticket =
        timer.at(timer.now() + m_surroundings->limits.margin, [owner = weak(), number] {
            if (const std::shared_ptr<QueryOwner> self = owner.lock())
                self->postIfRunning([self, number] { self->checkHeeded(number); });
        });
}

template <typename Instance>
void QueryOwner<Instance>::cancelAll(QueryEnd end, const Error& error)
{
    std::vector<uint64_t> numbers;
    for (const auto& [number, running] : m_running) {
        running.query->work.fail(end, error);
        numbers.push_back(number);
    }
    for (const uint64_t number : numbers)
        cancelRunning(number);
}

/// An operation that goes on is left alone, with its instance and so its lease, until it ends by itself.
template <typename Instance>
void QueryOwner<Instance>::checkHeeded(uint64_t number)
{
    settle(number);
    const auto found = m_running.find(number);
    if (found == m_running.end())
        return;
    found->second.unheeded = true;
    ++m_unheededCount;
    m_surroundings->counters->unheeded();
    m_surroundings->slots.giveBack();
    log(LogLevel::Error, m_domain, "{} of {} goes on after {:.1f} seconds, although it was cancelled",
        found->second.query->work.name, m_endpoint.typeId,
        seconds(m_surroundings->timer.now() - found->second.begun));
    wake();
}

/// An instance that nothing uses goes after a while, and its thread with it.
template <typename Instance>
void QueryOwner<Instance>::watchIdle()
{
    DeadlineTimer& timer = m_surroundings->timer;
    if (m_idleTicket)
        timer.cancel(*std::exchange(m_idleTicket, std::nullopt));
    if (!isIdle())
        return;
    m_idleTicket = timer.at(timer.now() + m_surroundings->limits.idle, [owner = weak()] {
        const std::shared_ptr<QueryOwner> self = owner.lock();
        if (self == nullptr)
            return;
        self->postIfRunning([self] {
            // A pump() since then has set the time anew.
            if (self->isIdle() && self->m_idleTicket)
                self->releaseSeat(ControlReason::LeaseChanged);
        });
    });
}

/// Whether there is an instance that nothing but the seat holds.
template <typename Instance>
bool QueryOwner<Instance>::isIdle() const
{
    const Seat* seat = m_controller.instance();
    return seat != nullptr && seat->catalog().use_count() == 1;
}

template class Catalog<SourceInstance>;
template class Catalog<LyricsInstance>;
template class QueryOwner<SourceInstance>;
template class QueryOwner<LyricsInstance>;

} // namespace stellatune
