#include "app/ui/settings/plugin_texts.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QStringList>

namespace stellatune {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("stellatune::PluginTexts", text);
}

QString outcomeText(const QJsonObject& outcome, const QString& name)
{
    const QString action = outcome[QStringLiteral("action")].toString();
    const QString status = outcome[QStringLiteral("outcome")].toString();
    const QString detail = outcome[QStringLiteral("detail")].toString();
    if (status == QStringLiteral("failed"))
        return tr("%1 failed. %2").arg(name, detail);
    if (status == QStringLiteral("reverted"))
        return tr("%1: the update does not work; the version before is in use again. %2").arg(name, detail);
    if (status == QStringLiteral("stale"))
        return tr("%1: overtaken by a later wish").arg(name);
    if (status == QStringLiteral("announced"))
        return tr("%1 is on, and is loaded when something needs it").arg(name);
    if (action == QStringLiteral("load_new"))
        return tr("%1 was loaded").arg(name);
    if (action == QStringLiteral("reload_changed"))
        return tr("%1 was loaded again, because it changed").arg(name);
    if (action == QStringLiteral("deactivate"))
        return tr("%1 was switched off").arg(name);
    return detail.isEmpty() ? tr("%1 was unloaded").arg(name)
                            : tr("%1 stays in memory: %2").arg(name, detail);
}

} // namespace

QString pluginName(const PluginStatus& plugin)
{
    const std::string& name = plugin.metadata.info.name;
    return QString::fromStdString(name.empty() ? plugin.desired.id : name);
}

QString typeName(const CapabilityMetadata& type)
{
    return QString::fromStdString(type.displayName.empty() ? type.typeId : type.displayName);
}

QString capabilityText(CapabilityKind kind)
{
    switch (kind) {
    case CapabilityKind::Decoder:
        return tr("Decoder");
    case CapabilityKind::Dsp:
        return tr("Effect");
    case CapabilityKind::Source:
        return tr("Source");
    case CapabilityKind::Lyrics:
        return tr("Lyrics");
    case CapabilityKind::Output:
        return tr("Output");
    }
    return {};
}

QString offersText(const std::vector<CapabilityMetadata>& capabilities)
{
    QStringList kinds;
    for (const CapabilityMetadata& capability : capabilities) {
        const QString text = capabilityText(capability.kind);
        if (!kinds.contains(text))
            kinds.append(text);
    }
    return kinds.join(QStringLiteral(", "));
}

int usersOf(const PluginStatus& plugin)
{
    size_t users = 0;
    for (const LeaseView& lease : plugin.leases)
        users += lease.instances.size();
    return static_cast<int>(users);
}

QString stateText(const PluginStatus& plugin)
{
    const int users = usersOf(plugin);
    switch (plugin.state) {
    case PluginStatus::State::Disabled:
        return users > 0 ? tr("Off soon") : tr("Off");
    case PluginStatus::State::Enabled:
        return tr("Ready");
    case PluginStatus::State::Loaded:
        return users > 0 ? tr("In use") : tr("Loaded");
    case PluginStatus::State::Failed:
        return tr("Failed");
    case PluginStatus::State::Leaving:
        return tr("Leaving");
    }
    return {};
}

QString leaseStateText(LeaseView::State state)
{
    switch (state) {
    case LeaseView::State::Current:
        return tr("Current");
    case LeaseView::State::Retired:
        return tr("Retired");
    case LeaseView::State::Resident:
        return tr("Resident");
    }
    return {};
}

QString reportText(const std::string& json, const std::function<QString(const std::string&)>& nameOf)
{
    const QJsonObject report = QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
    if (report.isEmpty())
        return {};
    const QDateTime started =
        QDateTime::fromString(report[QStringLiteral("started_at")].toString(), Qt::ISODate).toLocalTime();
    const QString time = QLocale().toString(started, QLocale::ShortFormat);
    const QString took = QLocale().toString(report[QStringLiteral("total_ms")].toDouble(), 'f', 1);
    QStringList lines{report[QStringLiteral("status")].toString() == QStringLiteral("failed")
                          ? tr("%1: not everything could be done, in %2 ms").arg(time, took)
                          : tr("%1: everything is as you want it, after %2 ms").arg(time, took)};
    for (const QJsonValue& value : report[QStringLiteral("outcomes")].toArray()) {
        const QJsonObject outcome = value.toObject();
        lines.append(
            outcomeText(outcome, nameOf(outcome[QStringLiteral("plugin")].toString().toStdString())));
    }
    if (lines.size() == 1)
        lines.append(tr("Nothing had to change"));
    if (const int more = report[QStringLiteral("coalesced_requests")].toInt(); more > 0)
        lines.append(more == 1 ? tr("One more wish was met with it")
                               : tr("%1 more wishes were met with it").arg(more));
    if (const int left = report[QStringLiteral("draining_leases")].toInt(); left > 0)
        lines.append(left == 1 ? tr("One old build still waits for those who use it")
                               : tr("%1 old builds still wait for those who use them").arg(left));
    return lines.join(QLatin1Char('\n'));
}

} // namespace stellatune
