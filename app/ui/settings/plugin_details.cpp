#include "app/ui/settings/plugin_details.h"

#include "app/ui/settings/fact_list.h"
#include "app/ui/settings/notice_box.h"
#include "app/ui/settings/plugin_texts.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace stellatune {
namespace {

/// Also of a type that the plugin no longer has.
QString nameOfType(const PluginStatus& plugin, const std::string& typeId)
{
    for (const CapabilityMetadata& capability : plugin.metadata.capabilities) {
        if (capability.typeId == typeId)
            return typeName(capability);
    }
    return QString::fromStdString(typeId);
}

QString usesText(const PluginStatus& plugin)
{
    QStringList lines;
    for (const LeaseView& lease : plugin.leases) {
        for (const ModuleLease::InstanceView& instance : lease.instances)
            lines.append(
                lease.state == LeaseView::State::Current
                    ? nameOfType(plugin, instance.typeId)
                    : PluginDetails::tr("%1, of the build before").arg(nameOfType(plugin, instance.typeId)));
    }
    return lines.isEmpty() ? PluginDetails::tr("Nothing") : lines.join(QLatin1Char('\n'));
}

QString offersInFull(const PluginStatus& plugin)
{
    QStringList lines;
    for (const CapabilityMetadata& capability : plugin.metadata.capabilities) {
        lines.append(QStringLiteral("%1: %2").arg(capabilityText(capability.kind), typeName(capability)));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

PluginDetails::PluginDetails(PluginDesk& desk, QWidget* parent) : QScrollArea(parent), m_desk(desk)
{
    setObjectName(QStringLiteral("pluginDetails"));
    setAccessibleName(tr("Details"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);

    auto* sheet = new QWidget;
    m_name = makeHeadline("detailsName", {}, sheet);
    m_version = makeQuietLabel("detailsVersion", {}, sheet);
    m_description = new QLabel(sheet);
    m_description->setObjectName(QStringLiteral("detailsDescription"));
    m_description->setTextFormat(Qt::PlainText);
    m_description->setWordWrap(true);
    m_trouble = new NoticeBox("detailsTrouble", NoticeBox::Dismissable::No, sheet);
    m_facts = new FactList(sheet);
    m_switch = new QPushButton(sheet);
    m_switch->setObjectName(QStringLiteral("detailsSwitch"));
    m_switch->setAccessibleName(tr("Switch on or off"));
    m_switch->setAutoDefault(false);
    m_uninstall = new QPushButton(tr("&Uninstall…"), sheet);
    m_uninstall->setObjectName(QStringLiteral("detailsUninstall"));
    m_uninstall->setAccessibleName(tr("Uninstall"));
    m_uninstall->setAutoDefault(false);
    m_question = makeQuestion();

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_switch);
    buttons->addWidget(m_uninstall);
    buttons->addStretch();
    auto* layout = new QVBoxLayout(sheet);
    layout->setContentsMargins(24, 8, 16, 16);
    layout->setSpacing(16);
    auto* head = new QVBoxLayout;
    head->setSpacing(4);
    head->addWidget(m_name);
    head->addWidget(m_version);
    layout->addLayout(head);
    layout->addWidget(m_trouble);
    layout->addWidget(m_description);
    layout->addLayout(buttons);
    layout->addWidget(m_question);
    layout->addWidget(m_facts);
    layout->addStretch();
    setWidget(sheet);

    connect(m_switch, &QPushButton::clicked, this, [this] {
        if (const PluginStatus* plugin = m_desk.find(m_id.toStdString()))
            m_desk.setEnabled(plugin->desired.id, !plugin->desired.enabled);
    });
    connect(m_uninstall, &QPushButton::clicked, this, &PluginDetails::askWhetherToUninstall);
    connect(&desk, &PluginDesk::changed, this, &PluginDetails::refresh);
    refresh();
}

QWidget* PluginDetails::makeQuestion()
{
    auto* question = new QWidget;
    question->setObjectName(QStringLiteral("uninstallQuestion"));
    m_questionText = new QLabel(question);
    m_questionText->setObjectName(QStringLiteral("uninstallText"));
    m_questionText->setTextFormat(Qt::PlainText);
    m_questionText->setWordWrap(true);
    m_keepSettings = new QCheckBox(tr("Keep its &settings"), question);
    m_keepSettings->setObjectName(QStringLiteral("uninstallKeepSettings"));
    m_keepSettings->setAccessibleName(tr("Keep its settings"));
    m_yes = new QPushButton(tr("&Uninstall"), question);
    m_yes->setObjectName(QStringLiteral("uninstallAccept"));
    m_yes->setAccessibleName(tr("Uninstall"));
    m_yes->setAutoDefault(false);
    auto* no = new QPushButton(tr("&Keep It"), question);
    no->setObjectName(QStringLiteral("uninstallCancel"));
    no->setAccessibleName(tr("Keep it"));
    no->setAutoDefault(false);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_yes);
    buttons->addWidget(no);
    buttons->addStretch();
    auto* layout = new QVBoxLayout(question);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_questionText);
    layout->addWidget(m_keepSettings);
    layout->addLayout(buttons);
    question->hide();
    connect(m_yes, &QPushButton::clicked, this, [this] {
        const std::string id = m_id.toStdString();
        const bool keep = m_keepSettings->isChecked();
        takeBackQuestion();
        m_desk.uninstall(id, keep);
    });
    connect(no, &QPushButton::clicked, this, [this] {
        takeBackQuestion();
        m_uninstall->setFocus(Qt::OtherFocusReason);
    });
    return question;
}

void PluginDetails::showPlugin(const QString& pluginId)
{
    if (pluginId != m_id)
        takeBackQuestion();
    m_id = pluginId;
    refresh();
}

void PluginDetails::askWhetherToUninstall()
{
    const PluginStatus* plugin = m_desk.find(m_id.toStdString());
    if (plugin == nullptr || !m_uninstall->isEnabled())
        return;
    m_questionText->setText(tr("Uninstall %1?").arg(pluginName(*plugin)));
    m_yes->setAccessibleName(m_questionText->text());
    m_keepSettings->setChecked(true);
    m_question->show();
    m_keepSettings->setFocus(Qt::OtherFocusReason);
    refresh();
    ensureWidgetVisible(m_question);
}

bool PluginDetails::takeBackQuestion()
{
    if (m_question->isHidden())
        return false;
    m_question->hide();
    refresh();
    return true;
}

void PluginDetails::refresh()
{
    const PluginStatus* plugin = m_desk.find(m_id.toStdString());
    widget()->setVisible(plugin != nullptr);
    if (plugin == nullptr) {
        m_question->hide();
        return;
    }
    const bool isBusy =
        !m_desk.busyText(plugin->desired.id).isEmpty() || plugin->state == PluginStatus::State::Leaving;
    const bool isAsking = !m_question->isHidden();
    const bool canSwitch = plugin->desired.enabled;
    m_switch->setText(canSwitch ? tr("S&witch Off") : tr("S&witch On"));
    m_switch->setAccessibleName(
        (canSwitch ? tr("Switch %1 off") : tr("Switch %1 on")).arg(pluginName(*plugin)));
    m_switch->setEnabled(!isBusy);
    m_uninstall->setEnabled(!isBusy);
    for (QPushButton* button : {m_switch, m_uninstall})
        button->setVisible(!isAsking);
    showFacts(*plugin);
}

void PluginDetails::showFacts(const PluginStatus& plugin)
{
    const auto text = [](const std::string& value) { return QString::fromStdString(value); };
    const ModuleInfo& info = plugin.metadata.info;
    const QString uses = usesText(plugin);
    const QString busy = m_desk.busyText(plugin.desired.id);
    const QString shown = m_id + uses + busy + text(plugin.detail) + text(plugin.desired.fingerprint.sha256) +
                          stateText(plugin);
    if (shown == m_shown)
        return;
    m_shown = shown;
    m_name->setText(pluginName(plugin));
    m_version->setText(info.author.empty()
                           ? tr("Version %1").arg(text(plugin.desired.version))
                           : tr("Version %1, by %2").arg(text(plugin.desired.version), text(info.author)));
    m_description->setText(text(info.description));
    m_description->setVisible(!info.description.empty());
    m_trouble->setText(text(plugin.detail));
    m_facts->clear();
    m_facts->add("detailsState", tr("State"), busy.isEmpty() ? stateText(plugin) : busy);
    m_facts->add("detailsUses", tr("In use as"), uses);
    m_facts->add("detailsOffers", tr("Offers"), offersInFull(plugin));
    m_facts->add("detailsLicence", tr("Licence"), text(info.license));
    m_facts->add("detailsHomepage", tr("Home page"), text(info.homepage));
    m_facts->add("detailsId", tr("Identifier"), text(plugin.desired.id));
    m_facts->addDigits("detailsChecksum", tr("SHA-256"), text(plugin.desired.fingerprint.sha256));
}

} // namespace stellatune
