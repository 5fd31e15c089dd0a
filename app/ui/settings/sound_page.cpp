#include "app/ui/settings/sound_page.h"

#include "app/playlist/player_controller.h"
#include "app/ui/empty_state.h"
#include "app/ui/settings/effect_offers.h"
#include "app/ui/settings/node_panel.h"
#include "app/ui/settings/plugin_desk.h"
#include "app/ui/settings/preset_bar.h"
#include "app/ui/wrapped_label.h"

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QPushButton>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace stellatune {
namespace {

constexpr int kListWidth = 272;

} // namespace

SoundPage::SoundPage(PluginDesk& desk, PlayerController& player, DspPresets* presets, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_player(player), m_bar(new PresetBar(presets, player, this)),
      m_list(new ChainList(this)), m_add(new QPushButton(tr("A&dd Effect"), this)),
      m_remove(new QPushButton(tr("&Remove"), this)),
      m_advice(new WrappedLabel(2, QPalette::PlaceholderText, this)),
      m_undo(new QPushButton(tr("&Undo"), this)), m_menu(new QMenu(this)), m_stack(new QStackedLayout),
      m_chain(makeChain()),
      m_empty(new EmptyState(
          Icon::Plugin, tr("No effects yet"),
          tr("Equalizers, crossfeed and the like are plugins. Install one, and add it here."), this))
{
    setObjectName(QStringLiteral("soundPage"));
    setAccessibleName(tr("Sound"));
    auto* toPlugins = new QAction(tr("Go to &Plugins"), this);
    connect(toPlugins, &QAction::triggered, this, &SoundPage::pluginsWanted);
    m_empty->addButton("soundToPlugins", toPlugins);
    m_stack->addWidget(m_chain);
    m_stack->addWidget(m_empty);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(16, 16, 16, 12);
    head->addWidget(m_bar);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addLayout(m_stack, 1);

    connect(m_list, &ChainList::chosenChanged, this, [this] {
        m_panel->showNode(m_list->chosen());
        m_remove->setEnabled(m_list->chosen() != 0);
    });
    connect(m_list, &ChainList::reordered, &player, &PlayerController::setDsp);
    connect(m_list, &ChainList::turnedOver, this, &SoundPage::turnOver);
    connect(m_list, &ChainList::moveWanted, this, &SoundPage::move);
    connect(m_list, &ChainList::removalWanted, this, &SoundPage::remove);
    connect(m_remove, &QPushButton::clicked, this, [this] { remove(m_list->chosen()); });
    connect(m_undo, &QPushButton::clicked, this, &SoundPage::undoRemove);
    connect(m_bar, &PresetBar::loaded, this, [this] {
        m_removed.clear();
        showUndo();
        showContent();
    });
    connect(&desk, &PluginDesk::changed, this, &SoundPage::showContent);
    connect(&player, &PlayerController::settingsChanged, this, &SoundPage::showContent);
    connect(&player, &PlayerController::dspChanged, this, &SoundPage::showContent);
    showContent();
}

SoundPage::~SoundPage()
{
    m_player.setReadAhead(ReadAhead::Full); // it may end without being hidden
}

void SoundPage::showEvent(QShowEvent* event)
{
    m_player.setReadAhead(ReadAhead::Short);
    QWidget::showEvent(event);
}

void SoundPage::hideEvent(QHideEvent* event)
{
    m_player.setReadAhead(ReadAhead::Full);
    QWidget::hideEvent(event);
}

QWidget* SoundPage::makeChain()
{
    auto* chain = new QWidget(this);
    m_panel = new NodePanel(m_desk, m_player, chain);
    m_list->setFixedWidth(kListWidth);
    m_add->setObjectName(QStringLiteral("chainAdd"));
    m_add->setAccessibleName(tr("Add an effect"));
    m_add->setAutoDefault(false);
    m_add->setMenu(m_menu);
    m_menu->setObjectName(QStringLiteral("chainAddMenu"));
    m_menu->setAccessibleName(tr("Effects to add"));
    connect(m_menu, &QMenu::aboutToShow, this, &SoundPage::showMenu);
    m_remove->setObjectName(QStringLiteral("chainRemove"));
    m_remove->setAccessibleName(tr("Remove the effect"));
    m_remove->setAutoDefault(false);
    m_undo->setObjectName(QStringLiteral("chainUndo"));
    m_undo->setAutoDefault(false);
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(8, 0, 0, 0);
    buttons->setSpacing(8);
    buttons->addWidget(m_add);
    buttons->addWidget(m_remove);
    buttons->addStretch();
    m_advice->setObjectName(QStringLiteral("chainAdvice"));
    auto* advice = new QHBoxLayout;
    advice->setContentsMargins(8, 0, 0, 0);
    advice->setSpacing(8);
    advice->addWidget(m_advice, 1);
    advice->addWidget(m_undo);
    showUndo();
    auto* left = new QVBoxLayout;
    left->setSpacing(8);
    left->addWidget(m_list, 1);
    left->addLayout(advice);
    left->addLayout(buttons);
    m_untouched = new EmptyState(Icon::Note, tr("The music passes as it is"),
                                 tr("Add an effect, and hear it at once."), chain);
    m_right = new QStackedLayout;
    m_right->addWidget(m_untouched);
    m_right->addWidget(m_panel);
    auto* layout = new QHBoxLayout(chain);
    layout->setContentsMargins(8, 0, 0, 16);
    layout->setSpacing(0);
    layout->addLayout(left);
    layout->addLayout(m_right, 1);
    return chain;
}

bool SoundPage::takeBackQuestion()
{
    return m_bar->takeBackQuestion();
}

ChainRow SoundPage::rowOf(const DspNodeSpec& node) const
{
    ChainRow row;
    row.name = NodePanel::nameOf(m_desk, m_player, node);
    const auto& states = m_player.dspNodes();
    const auto state = std::find_if(states.begin(), states.end(),
                                    [&](const DspNodeState& one) { return one.id == node.id; });
    using Status = DspNodeState::Status;
    const Status status = state == states.end() ? Status::Waiting : state->status;
    switch (status) {
    case Status::Missing:
        row.detail = m_desk.find(node.pluginId) == nullptr ? tr("Not installed") : tr("Not available");
        row.isTrouble = true;
        break;
    case Status::Unsupported:
        row.detail = tr("Not for this music");
        row.isTrouble = true;
        break;
    case Status::Faulty:
        row.detail = tr("Failed");
        row.isTrouble = true;
        break;
    case Status::Active:
        row.isTrouble = !state->detail.empty();
        row.detail = row.isTrouble ? tr("Slow") : tr("In use");
        break;
    case Status::Bypassed:
    case Status::Waiting:
        row.detail = tr("Ready");
        break;
    }
    if (node.bypassed && !row.isTrouble)
        row.detail = tr("Off");
    return row;
}

void SoundPage::showContent()
{
    const DspSpec& spec = m_player.dsp();
    m_list->present(spec, [this](const DspNodeSpec& node) { return rowOf(node); });
    const bool isEmpty = spec == DspSpec{};
    const bool isOffered = !effectOffers(m_desk.plugins()).empty();
    const bool isStarting = m_desk.state() == PluginDesk::State::Starting;
    const bool isNothingToDo = isEmpty && !isOffered && !isStarting && m_removed.empty();
    m_stack->setCurrentWidget(isNothingToDo ? static_cast<QWidget*>(m_empty) : m_chain);
    m_right->setCurrentWidget(isEmpty ? static_cast<QWidget*>(m_untouched) : m_panel);
    m_add->setEnabled(isOffered);
    m_remove->setEnabled(m_list->chosen() != 0);
    m_panel->showNode(m_list->chosen());
    m_panel->refresh();
}

void SoundPage::showMenu()
{
    m_menu->clear();
    for (const EffectOffer& offer : effectOffers(m_desk.plugins())) {
        const QString text = QString(offer.name).replace(QLatin1Char('&'), QStringLiteral("&&"));
        const QAction* action = m_menu->addAction(text);
        connect(action, &QAction::triggered, this, [this, node = offer.node] { add(node); });
    }
}

void SoundPage::add(const DspNodeSpec& node)
{
    // Where the chosen one stands; else on the track, where every effect has its place.
    DspSpec spec = m_player.dsp();
    const auto chosen = positionOf(spec, m_list->chosen());
    const uint64_t id = addNode(spec, chosen ? chosen->place : DspPlace::BeforeMapping, node);
    m_player.setDsp(spec);
    m_list->choose(id);
    m_list->setFocus(Qt::OtherFocusReason);
}

void SoundPage::remove(uint64_t id)
{
    m_panel->finish(); // what comes back has these settings too
    DspSpec spec = m_player.dsp();
    const DspNodeSpec* node = findNode(spec, id);
    if (node == nullptr)
        return;
    m_removed.push_back({*node, *positionOf(spec, id), NodePanel::nameOf(m_desk, m_player, *node)});
    removeNode(spec, id);
    m_player.setDsp(spec);
    showUndo();
    QWidget* const next = m_list->chosen() != 0 ? static_cast<QWidget*>(m_list) : m_add;
    (next->isEnabled() ? next : m_undo)->setFocus(Qt::OtherFocusReason);
}

void SoundPage::undoRemove()
{
    if (m_removed.empty())
        return;
    const Removed last = std::move(m_removed.back());
    m_removed.pop_back();
    DspSpec spec = m_player.dsp();
    const uint64_t id = insertNode(spec, last.position, last.node);
    m_player.setDsp(spec);
    m_list->choose(id);
    m_list->setFocus(Qt::OtherFocusReason);
    showUndo();
}

void SoundPage::showUndo()
{
    const bool isPossible = !m_removed.empty();
    const QString name = isPossible ? m_removed.back().name : QString();
    m_undo->setVisible(isPossible);
    m_undo->setAccessibleName(isPossible ? tr("Undo: Remove “%1”").arg(name) : tr("Undo"));
    m_advice->setText(isPossible ? tr("Removed “%1”").arg(name)
                                 : tr("Drag an effect, or press Alt+Up and Alt+Down."));
}

void SoundPage::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Undo) && !m_removed.empty())
        undoRemove();
    else
        QWidget::keyPressEvent(event);
}

void SoundPage::move(uint64_t id, int direction)
{
    DspSpec spec = m_player.dsp();
    if (moveNode(spec, id, direction))
        m_player.setDsp(spec);
}

void SoundPage::turnOver(uint64_t id)
{
    DspSpec spec = m_player.dsp();
    if (DspNodeSpec* node = findNode(spec, id))
        node->bypassed = !node->bypassed;
    m_player.setDsp(spec);
}

} // namespace stellatune
