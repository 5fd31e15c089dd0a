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
      counters(std::make_shared<QueryCounters>()), timer(std::make_shared<DeadlineTimer>(std::move(now))),
      slots(queryLimits.overAll)
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

template <typename Instance>
auto QueryOwner<Instance>::make(const Bind& bind, std::string config,
                                std::shared_ptr<QuerySurroundings> surroundings)
    -> std::shared_ptr<QueryOwner>
{
    const std::shared_ptr<QueryOwner> owner(new QueryOwner(std::move(config), std::move(surroundings)));
    // A message that comes before the intake is there is read with the first query.
    const auto isReady = std::make_shared<std::atomic<bool>>(false);
    owner->m_endpoint = bind([isReady, weak = owner->weak()] {
        if (const std::shared_ptr<QueryOwner> self = *isReady ? weak.lock() : nullptr)
            self->attend();
    });
    owner->m_intake = std::make_shared<QueryIntake>(owner->intakeSetup());
    *isReady = true;
    return owner;
}

template <typename Instance>
QueryOwner<Instance>::QueryOwner(std::string config, std::shared_ptr<QuerySurroundings> surroundings)
    : m_surroundings(std::move(surroundings)),
      m_thread(std::make_shared<SerialExecutor>(m_surroundings->threads)),
      m_controller([this](const std::string& seatConfig) { return makeSeat(seatConfig); }, std::move(config))
{}

template <typename Instance>
QueryIntake::Setup QueryOwner<Instance>::intakeSetup()
{
    // Without a thread nothing can be running.
    return {m_endpoint.pluginId, m_endpoint.typeId, m_surroundings->limits, m_surroundings->timer,
            [owner = weak()](const QueryIntake::QueryPtr& query) {
                if (const std::shared_ptr<QueryOwner> self = owner.lock())
                    self->postIfRunning([self, query] { self->cancelRunning(query->number); });
            }};
}

template <typename Instance>
QueryOwner<Instance>::~QueryOwner()
{
    assert(m_controller.instance() == nullptr && "its instance would end on the wrong thread");
}

// ---- any thread -------------------------------------------------------------------------------------------

template <typename Instance>
std::shared_ptr<PendingQuery> QueryOwner<Instance>::ask(Work work)
{
    const auto query = std::make_shared<Query>(std::move(work));
    if (m_intake->admit(query))
        wake();
    return query;
}

template <typename Instance>
void QueryOwner<Instance>::wake()
{
    if (m_pumping.exchange(true))
        return;
    if (m_thread->post([self = this->shared_from_this()] { self->pump(); }))
        return;
    m_pumping = false;
    m_intake->failAll(QueryEnd::TooManyOwners, m_intake->refusal(QueryEnd::TooManyOwners));
}

template <typename Instance>
void QueryOwner<Instance>::close()
{
    m_intake->close();
    // Without a thread there is no instance.
    postIfRunning([self = this->shared_from_this()] {
        self->cancelAll(QueryEnd::Gone, self->m_intake->refusal(QueryEnd::Gone));
        self->releaseSeat(ControlReason::ShuttingDown);
    });
}

template <typename Instance>
void QueryOwner<Instance>::attend()
{
    if (m_intake->waiting() != 0)
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
    if (posted)
        return;
    UpdateOutcome unasked; // the owner was not even told
    unasked.status = UpdateOutcome::Status::Failed;
    unasked.detail = m_intake->refusal(QueryEnd::TooManyOwners).message;
    done(std::move(unasked));
}

template <typename Instance>
OwnerStatus QueryOwner<Instance>::status() const
{
    OwnerStatus status{m_endpoint.pluginId, m_endpoint.kind, m_endpoint.typeId};
    status.running = m_runningCount;
    status.unheeded = m_unheededCount;
    status.instances = *m_catalogs;
    status.waiting = m_intake->waiting();
    return status;
}

// ---- the owner's thread -----------------------------------------------------------------------------------

template <typename Instance>
void QueryOwner<Instance>::pump()
{
    m_pumping = false;
    // A message may have come while a query was begun: then the next one is not for this instance any more.
    for (readMailbox(); !m_loading && m_intake->waiting() != 0; readMailbox()) {
        if (m_running.size() >= m_surroundings->limits.perOwner) {
            if (m_unheededCount == m_running.size())
                m_intake->failAll(QueryEnd::NotResponding, m_intake->refusal(QueryEnd::NotResponding));
            break;
        }
        const Result<CatalogPtr> catalog = current();
        if (m_loading)
            break;
        if (!catalog) {
            m_intake->failAll(QueryEnd::Failed, catalog.error());
            break;
        }
        const bool hasSlot = m_surroundings->slots.take([owner = weak()] {
            if (const std::shared_ptr<QueryOwner> self = owner.lock())
                self->wake();
        });
        if (!hasSlot)
            break;
        if (const QueryIntake::QueryPtr query = m_intake->takeNext())
            begin(std::static_pointer_cast<Query>(query), *catalog);
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
                  Error{ErrorCode::Cancelled, domain(),
                        fmt::format("The request was cancelled, because {}.", describe(control->reason))});
    m_controller.tell(*control);
    const std::optional<UpdateOutcome> outcome = m_controller.applyPending();
    if (outcome && outcome->status == UpdateOutcome::Status::Failed)
        log(LogLevel::Warning, domain(), "{} goes on with the instance it has: {}", m_endpoint.typeId,
            outcome->detail);
}

template <typename Instance>
auto QueryOwner<Instance>::makeSeat(const std::string& config) -> Result<std::unique_ptr<Seat>>
{
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
        m_makeError = {ErrorCode::Cancelled, domain(),
                       fmt::format("The plugin {} is being switched off.", m_endpoint.pluginId)};
        m_controller.applyPending();
        if (m_controller.instance() == nullptr)
            return m_makeError;
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
    DeadlineTimer& timer = *m_surroundings->timer;
    const DeadlineTimer::Clock::time_point now = timer.now();
    const DeadlineTimer::Clock::time_point deadline =
        operationDeadline(now, query->deadline, m_surroundings->limits);
    if (deadline <= now) {
        m_surroundings->slots.giveBack();
        m_intake->expire(query, "could not even be asked in time");
        return;
    }
    // Before the plugin is entered, so that it runs out even when the plugin does not come back.
    query->ticket = timer.at(deadline, [intake = std::weak_ptr<QueryIntake>(m_intake),
                                        expired = std::weak_ptr<QueuedQuery>(query)] {
        const std::shared_ptr<QueryIntake> self = intake.lock();
        if (const QueryIntake::QueryPtr late = expired.lock(); self && late)
            self->expire(late, "did not answer in time");
    });
    const uint64_t number = ++m_lastOperation;
    query->number = number;
    // Holds the owner until the plugin has let go of the notifier, that is until the operation is destroyed.
    Operation operation = query->begin(catalog->instance(), [self = this->shared_from_this(), number] {
        self->postIfRunning([self, number] { self->settle(number); });
    });
    if (!operation) {
        timer.cancel(query->ticket);
        m_surroundings->slots.giveBack();
        query->caller.fail(QueryEnd::Failed, operation.error());
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
    m_surroundings->timer->cancel(running.query->ticket);
    if (!state)
        running.query->caller.fail(QueryEnd::Failed, state.error());
    else if (!running.query->caller.isReplied())
        running.query->take(*running.operation, running.catalog);
    running.operation.reset();
    if (running.unheeded) {
        --m_unheededCount;
        log(LogLevel::Info, domain(), "{} of {} has ended after {:.1f} seconds", running.query->name,
            m_endpoint.typeId, seconds(m_surroundings->timer->now() - running.begun));
    } else {
        m_surroundings->slots.giveBack();
    }
    wake();
}

template <typename Instance>
void QueryOwner<Instance>::cancelRunning(uint64_t number)
{
    const auto found = m_running.find(number);
    if (found == m_running.end())
        return;
    if (!std::exchange(found->second.cancelled, true)) {
        found->second.operation->cancel();
        checkLater(number);
    }
    settle(number); // it may have ended without telling
}

template <typename Instance>
void QueryOwner<Instance>::checkLater(uint64_t number)
{
    DeadlineTimer& timer = *m_surroundings->timer;
    DeadlineTimer::Ticket& ticket = m_running.at(number).query->ticket;
    timer.cancel(ticket);
    ticket = timer.at(timer.now() + m_surroundings->limits.margin, [owner = weak(), number] {
        if (const std::shared_ptr<QueryOwner> self = owner.lock())
            self->postIfRunning([self, number] { self->checkHeeded(number); });
    });
}

template <typename Instance>
void QueryOwner<Instance>::cancelAll(QueryEnd end, const Error& error)
{
    std::vector<uint64_t> numbers;
    for (const auto& [number, running] : m_running) {
        running.query->caller.fail(end, error);
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
    checkLater(number);
    if (std::exchange(found->second.unheeded, true))
        return;
    ++m_unheededCount;
    m_surroundings->counters->unheeded();
    m_surroundings->slots.giveBack();
    log(LogLevel::Error, domain(), "{} of {} goes on after {:.1f} seconds, although it was cancelled",
        found->second.query->name, m_endpoint.typeId,
        seconds(m_surroundings->timer->now() - found->second.begun));
    wake();
}

/// An instance that nothing uses goes after a while, and its thread with it.
template <typename Instance>
void QueryOwner<Instance>::watchIdle()
{
    DeadlineTimer& timer = *m_surroundings->timer;
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
