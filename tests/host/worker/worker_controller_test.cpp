// Decides with a hand-made instance, so that each step can be made to fail.
#include "pluginhost/worker/worker_controller.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace stellatune {
namespace {

const Error kFailure{ErrorCode::Internal, "test", "as told"};

struct Plugin {
    ConfigPlan plan{ConfigChange::HotApply, {}};
    bool applyFails = false;
    bool createFails = false;
    std::string badConfig;
    bool importFails = false;
    int made = 0;
    int alive = 0;
};

class FakeInstance {
  public:
    FakeInstance(Plugin& plugin, std::string config)
        : m_plugin(plugin), m_config(std::move(config)), m_number(++plugin.made)
    {
        ++m_plugin.alive;
    }
    ~FakeInstance() { --m_plugin.alive; }

    Result<ConfigPlan> planConfig(const std::string&) { return m_plugin.plan; }
    Result<void> applyConfig(const std::string& config)
    {
        if (m_plugin.applyFails)
            return kFailure;
        m_config = config;
        return {};
    }
    bool carriesState() const { return true; }
    Result<std::string> exportState() { return "state of " + std::to_string(m_number); }
    Result<void> importState(const std::string& state)
    {
        if (m_plugin.importFails)
            return kFailure;
        m_state = state;
        return {};
    }

    const std::string& config() const { return m_config; }
    const std::string& state() const { return m_state; }
    int number() const { return m_number; }

  private:
    Plugin& m_plugin;
    std::string m_config;
    std::string m_state;
    const int m_number;
};

class WorkerControllerTest : public ::testing::Test {
  protected:
    using Kind = WorkerControl::Kind;
    using Status = UpdateOutcome::Status;

    WorkerControllerTest()
        : m_controller(
              [this](const std::string& config) -> Result<std::unique_ptr<FakeInstance>> {
                  if (m_plugin.createFails || config == m_plugin.badConfig)
                      return kFailure;
                  return std::make_unique<FakeInstance>(m_plugin, config);
              },
              "first")
    {}

    /// Through the mailbox, as the runtime does.
    void say(Kind kind, ControlReason reason = ControlReason::LeaseChanged) { m_mailbox.post(kind, reason); }
    std::optional<Status> safePoint()
    {
        if (const std::optional<WorkerControl> control = m_mailbox.takeLatest())
            m_controller.tell(*control);
        const std::optional<UpdateOutcome> outcome = m_controller.applyPending();
        return outcome ? std::optional(outcome->status) : std::nullopt;
    }
    void start()
    {
        say(Kind::Recreate, ControlReason::Enabled);
        ASSERT_EQ(safePoint(), Status::Recreated);
    }

    Plugin m_plugin;
    WorkerMailbox m_mailbox;
    WorkerController<FakeInstance> m_controller;
};

TEST_F(WorkerControllerTest, IsDestroyedUntilItIsToldToMakeAnInstance)
{
    EXPECT_EQ(m_controller.state(), WorkerState::Destroyed);
    EXPECT_EQ(safePoint(), std::nullopt);
    start();
    EXPECT_EQ(m_controller.state(), WorkerState::Running);
    EXPECT_EQ(m_controller.instance()->config(), "first");
    EXPECT_EQ(safePoint(), std::nullopt);
}

TEST_F(WorkerControllerTest, TheWorkerMayWishForAnotherInstanceItself)
{
    m_controller.renew();
    EXPECT_EQ(safePoint(), Status::Recreated);
    EXPECT_EQ(m_controller.instance()->number(), 1);
    m_controller.renew();
    EXPECT_EQ(m_controller.state(), WorkerState::PendingRecreate);
    EXPECT_EQ(safePoint(), Status::Recreated);
    EXPECT_EQ(m_controller.instance()->number(), 2);
    EXPECT_EQ(m_plugin.alive, 1);
}

TEST_F(WorkerControllerTest, DestroyThenRecreateBeforeASafePointEndsInRecreate)
{
    start();
    say(Kind::Destroy, ControlReason::Disabled);
    say(Kind::Recreate, ControlReason::Enabled);
    EXPECT_EQ(safePoint(), Status::Recreated);
    EXPECT_EQ(m_controller.state(), WorkerState::Running);
    EXPECT_EQ(m_controller.instance()->number(), 2);
    EXPECT_EQ(m_plugin.alive, 1);
}

TEST_F(WorkerControllerTest, RecreateThenDestroyBeforeASafePointEndsInDestroy)
{
    start();
    say(Kind::Recreate);
    say(Kind::Destroy, ControlReason::Disabled);
    EXPECT_EQ(safePoint(), Status::Destroyed);
    EXPECT_EQ(m_controller.state(), WorkerState::Destroyed);
    EXPECT_EQ(m_plugin.alive, 0);
}

TEST_F(WorkerControllerTest, ToldTwiceBetweenSafePointsMakesOneInstance)
{
    start();
    for (int i = 0; i < 5; ++i)
        say(Kind::Recreate);
    EXPECT_EQ(safePoint(), Status::Recreated);
    EXPECT_EQ(safePoint(), std::nullopt);
    EXPECT_EQ(m_plugin.made, 2);
}

TEST_F(WorkerControllerTest, MessagesThatCameLateAreIgnored)
{
    start();
    m_controller.tell({Kind::Recreate, ControlReason::LeaseChanged, 9});
    m_controller.tell({Kind::Destroy, ControlReason::Disabled, 8});
    EXPECT_EQ(m_controller.state(), WorkerState::PendingRecreate);
}

TEST_F(WorkerControllerTest, AFailedRecreateKeepsTheOldInstance)
{
    start();
    m_plugin.createFails = true;
    say(Kind::Recreate);
    EXPECT_EQ(safePoint(), Status::Failed);
    EXPECT_EQ(m_controller.state(), WorkerState::Running);
    EXPECT_EQ(m_controller.instance()->number(), 1);
}

TEST_F(WorkerControllerTest, AStateThatAChangedConfigurationRefusesKeepsTheOldInstance)
{
    start();
    m_plugin.importFails = true;
    m_plugin.plan.change = ConfigChange::Recreate;
    static_cast<void>(m_controller.changeConfig("second"));
    EXPECT_EQ(safePoint(), Status::Failed);
    EXPECT_EQ(m_controller.instance()->number(), 1);
    EXPECT_EQ(m_plugin.alive, 1);
}

TEST_F(WorkerControllerTest, AnUpdateTakesPlaceWithoutAStateThatItRefuses)
{
    start();
    m_plugin.importFails = true;
    m_mailbox.post(Kind::Recreate, ControlReason::LeaseChanged);
    m_controller.tell(*m_mailbox.takeLatest());
    const std::optional<UpdateOutcome> outcome = m_controller.applyPending();
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->status, Status::Recreated);
    EXPECT_FALSE(outcome->detail.empty());
    EXPECT_EQ(m_controller.instance()->number(), 2);
}

TEST_F(WorkerControllerTest, ABadConfigurationDoesNotHoldUpAnUpdate)
{
    start();
    m_plugin.plan.change = ConfigChange::Recreate;
    m_plugin.badConfig = "second";
    static_cast<void>(m_controller.changeConfig("second"));
    say(Kind::Recreate, ControlReason::LeaseChanged);
    EXPECT_EQ(safePoint(), Status::Failed);
    EXPECT_EQ(safePoint(), Status::Recreated);
    EXPECT_EQ(m_controller.instance()->number(), 2);
    EXPECT_EQ(m_controller.config(), "first");
}

TEST_F(WorkerControllerTest, AnOutcomeNamesTheGenerationItIsAbout)
{
    start();
    m_plugin.plan.change = ConfigChange::Recreate;
    static_cast<void>(m_controller.changeConfig("second"));
    m_plugin.plan = {ConfigChange::Reject, "no"};
    const UpdateOutcome rejected = m_controller.changeConfig("third");
    EXPECT_EQ(rejected.generation, 2u);
    EXPECT_EQ(rejected.config, "third");
    EXPECT_EQ(rejected.standing, "second") << "which is still to come";
    const std::optional<UpdateOutcome> outcome = m_controller.applyPending();
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->generation, 1u);
    EXPECT_EQ(outcome->config, "second");
    EXPECT_EQ(outcome->standing, "second");
}

TEST_F(WorkerControllerTest, WhoKeepsAConfigurationTakesBackWhatWasRefused)
{
    start();
    m_plugin.plan.change = ConfigChange::Recreate;
    m_plugin.badConfig = "second";
    std::string kept = "second";
    EXPECT_FALSE(takeBackRefused(kept, m_controller.changeConfig(kept)));
    const std::optional<UpdateOutcome> failed = m_controller.applyPending();
    ASSERT_TRUE(failed);
    std::string newer = "third";
    EXPECT_FALSE(takeBackRefused(newer, *failed));
    EXPECT_EQ(newer, "third");
    EXPECT_TRUE(takeBackRefused(kept, *failed));
    EXPECT_EQ(kept, "first");
}

TEST_F(WorkerControllerTest, TheOldInstanceIsThereUntilTheNewOneTookOver)
{
    start();
    say(Kind::Recreate);
    m_controller.tell(*m_mailbox.takeLatest());
    EXPECT_EQ(m_controller.state(), WorkerState::PendingRecreate);
    EXPECT_EQ(m_controller.instance()->number(), 1);
    EXPECT_EQ(safePoint(), Status::Recreated);
    EXPECT_EQ(m_controller.instance()->state(), "state of 1");
}

TEST_F(WorkerControllerTest, AHotApplyTakesEffectAtOnce)
{
    start();
    const UpdateOutcome outcome = m_controller.changeConfig("second");
    EXPECT_EQ(outcome.status, Status::Applied);
    EXPECT_EQ(outcome.generation, 1u);
    EXPECT_EQ(m_controller.instance()->config(), "second");
    EXPECT_EQ(m_controller.state(), WorkerState::Running);
}

TEST_F(WorkerControllerTest, AFailedHotApplyLeavesNothingPending)
{
    start();
    m_plugin.applyFails = true;
    EXPECT_EQ(m_controller.changeConfig("second").status, Status::Failed);
    EXPECT_EQ(m_controller.state(), WorkerState::Running);
    EXPECT_EQ(m_controller.config(), "first");
    EXPECT_EQ(safePoint(), std::nullopt);
    EXPECT_EQ(m_plugin.made, 1);
}

TEST_F(WorkerControllerTest, AChangeThatNeedsAnotherInstanceWaitsForASafePoint)
{
    start();
    m_plugin.plan.change = ConfigChange::Recreate;
    EXPECT_EQ(m_controller.changeConfig("second").status, Status::RequiresRecreate);
    EXPECT_EQ(m_controller.config(), "first");
    EXPECT_EQ(safePoint(), Status::Recreated);
    EXPECT_EQ(m_controller.instance()->config(), "second");
    EXPECT_EQ(m_controller.config(), "second");
}

TEST_F(WorkerControllerTest, AFailedChangeKeepsTheConfigurationThatWorks)
{
    start();
    m_plugin.plan.change = ConfigChange::Recreate;
    m_plugin.createFails = true;
    static_cast<void>(m_controller.changeConfig("second"));
    EXPECT_EQ(safePoint(), Status::Failed);
    EXPECT_EQ(m_controller.config(), "first");
    m_plugin.createFails = false;
    say(Kind::Recreate);
    EXPECT_EQ(safePoint(), Status::Recreated);
    EXPECT_EQ(m_controller.instance()->config(), "first");
}

TEST_F(WorkerControllerTest, ARejectedChangeTellsWhy)
{
    start();
    m_plugin.plan = {ConfigChange::Reject, "too loud"};
    const UpdateOutcome outcome = m_controller.changeConfig("second");
    EXPECT_EQ(outcome.status, Status::Rejected);
    EXPECT_EQ(outcome.detail, "too loud");
    EXPECT_EQ(m_controller.config(), "first");
}

TEST_F(WorkerControllerTest, AHotApplyMakesAPendingChangeUnnecessary)
{
    start();
    m_plugin.plan.change = ConfigChange::Recreate;
    static_cast<void>(m_controller.changeConfig("second"));
    m_plugin.plan.change = ConfigChange::HotApply;
    EXPECT_EQ(m_controller.changeConfig("third").status, Status::Applied);
    EXPECT_EQ(safePoint(), std::nullopt);
    EXPECT_EQ(m_controller.instance()->config(), "third");
}

TEST_F(WorkerControllerTest, AChangeWithoutAnInstanceWaitsForTheNextOne)
{
    EXPECT_EQ(m_controller.changeConfig("second").status, Status::Applied);
    start();
    EXPECT_EQ(m_controller.instance()->config(), "second");
}

TEST_F(WorkerControllerTest, AChangeThatADestroyOvertookComesWithTheNextInstance)
{
    start();
    m_plugin.plan.change = ConfigChange::Recreate;
    static_cast<void>(m_controller.changeConfig("second"));
    say(Kind::Destroy, ControlReason::Disabled);
    EXPECT_EQ(safePoint(), Status::Destroyed);
    say(Kind::Recreate, ControlReason::Enabled);
    EXPECT_EQ(safePoint(), Status::Recreated);
    EXPECT_EQ(m_controller.instance()->config(), "second");
}

TEST_F(WorkerControllerTest, GenerationsGrowWithEveryChangeThatWasAskedFor)
{
    start();
    m_plugin.plan = {ConfigChange::Reject, "no"};
    EXPECT_EQ(m_controller.changeConfig("a").generation, 1u);
    m_plugin.plan.change = ConfigChange::HotApply;
    EXPECT_EQ(m_controller.changeConfig("b").generation, 2u);
}

TEST(WorkerMailboxTest, WakesWhenTheMessageIsThere)
{
    std::vector<WorkerControl::Kind> seen;
    WorkerMailbox* mailbox = nullptr;
    WorkerMailbox waking([&] { seen.push_back(mailbox->takeLatest().value().kind); });
    mailbox = &waking;
    waking.post(WorkerControl::Kind::Destroy, ControlReason::Disabled);
    waking.post(WorkerControl::Kind::Recreate, ControlReason::Enabled);
    EXPECT_EQ(seen, (std::vector{WorkerControl::Kind::Destroy, WorkerControl::Kind::Recreate}));
}

} // namespace
} // namespace stellatune
