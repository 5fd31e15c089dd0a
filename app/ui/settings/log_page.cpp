#include "app/ui/settings/log_page.h"

#include "app/ui/settings/fact_list.h"
#include "app/ui/settings/notice_box.h"
#include "app/ui/settings/plugin_texts.h"

#include <QClipboard>
#include <QComboBox>
#include <QDateTime>
#include <QDir>
#include <QFileDialog>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <initializer_list>

namespace stellatune {
namespace {

constexpr int kLookIntervalMs = 250;

QString levelText(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return QStringLiteral("debug  ");
    case LogLevel::Info:
        return QStringLiteral("info   ");
    case LogLevel::Warning:
        return QStringLiteral("warning");
    case LogLevel::Error:
        break;
    }
    return QStringLiteral("error  ");
}

QString lineText(const PluginLog::Line& line, const QString& name)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(line.timeMs);
    return QStringLiteral("%1  %2  %3: %4")
        .arg(time.toString(QStringLiteral("HH:mm:ss.zzz")), levelText(line.level), name,
             QString::fromStdString(line.text));
}

/// The first entry stays; those behind it become the plugins. Touches nothing when they are the same.
void fillWithPlugins(QComboBox& box, const std::vector<PluginStatus>& plugins)
{
    const auto isAt = [&box](const PluginStatus& plugin, int index) {
        return box.itemData(index).toString().toStdString() == plugin.desired.id;
    };
    int index = 0;
    if (std::all_of(plugins.begin(), plugins.end(),
                    [&](const PluginStatus& plugin) { return isAt(plugin, ++index); }) &&
        box.count() == index + 1)
        return;
    const QString chosen = box.currentData().toString();
    const QSignalBlocker quiet(box);
    while (box.count() > 1)
        box.removeItem(1);
    for (const PluginStatus& plugin : plugins)
        box.addItem(pluginName(plugin), QString::fromStdString(plugin.desired.id));
    box.setCurrentIndex(std::max(0, box.findData(chosen)));
}

} // namespace

LogPage::LogPage(PluginDesk& desk, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_filter(new QComboBox(this)), m_level(new QComboBox(this)),
      m_copy(new QPushButton(tr("&Copy"), this)), m_save(new QPushButton(tr("&Save…"), this)),
      m_unsaved(new NoticeBox("logUnsaved", NoticeBox::Dismissable::Yes, this)),
      m_lines(new QPlainTextEdit(this))
{
    setObjectName(QStringLiteral("logPage"));
    setAccessibleName(tr("Log"));
    makeHead();
    m_lines->setObjectName(QStringLiteral("logLines"));
    m_lines->setAccessibleName(tr("Log of the plugins"));
    m_lines->setReadOnly(true);
    m_lines->setTabChangesFocus(true);
    m_lines->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_lines->setMaximumBlockCount(static_cast<int>(PluginLog::kCapacity));
    m_lines->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_lines->setFrameShape(QFrame::NoFrame);
    m_lines->setPlaceholderText(tr("Plugins have said nothing since StellaTune was started."));
    m_lines->document()->setDocumentMargin(0);

    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(makeHeadline("logTitle", tr("Log"), this), 1);
    for (QWidget* part : std::initializer_list<QWidget*>{m_filter, m_level, m_copy, m_save})
        head->addWidget(part);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addLayout(head);
    layout->addWidget(m_unsaved);
    layout->addWidget(m_lines, 1);
    layout->addWidget(makeSender());

    for (QComboBox* choice : {m_filter, m_level})
        connect(choice, &QComboBox::currentIndexChanged, this, &LogPage::showAllLines);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_lines->toPlainText()); });
    connect(m_save, &QPushButton::clicked, this, &LogPage::save);
    connect(&desk, &PluginDesk::changed, this, &LogPage::followPlugins);
    m_look.setInterval(kLookIntervalMs);
    connect(&m_look, &QTimer::timeout, this, &LogPage::showNewLines);
    followPlugins();
    showNewLines();
}

void LogPage::makeHead()
{
    m_filter->setObjectName(QStringLiteral("logFilter"));
    m_filter->setAccessibleName(tr("Whose lines are shown"));
    m_filter->addItem(tr("All plugins"), QString());
    m_filter->setMinimumWidth(160);
    m_filter->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_level->setObjectName(QStringLiteral("logLevel"));
    m_level->setAccessibleName(tr("Which lines are shown"));
    m_level->addItem(tr("Everything"), static_cast<int>(LogLevel::Debug));
    m_level->addItem(tr("Information and worse"), static_cast<int>(LogLevel::Info));
    m_level->addItem(tr("Warnings and errors"), static_cast<int>(LogLevel::Warning));
    m_level->addItem(tr("Errors"), static_cast<int>(LogLevel::Error));
    m_copy->setObjectName(QStringLiteral("logCopy"));
    m_copy->setAccessibleName(tr("Copy the lines"));
    m_copy->setAutoDefault(false);
    m_save->setObjectName(QStringLiteral("logSave"));
    m_save->setAccessibleName(tr("Save the lines"));
    m_save->setAutoDefault(false);
}

void LogPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    showNewLines();
    m_look.start();
}

void LogPage::hideEvent(QHideEvent* event)
{
    m_look.stop();
    QWidget::hideEvent(event);
}

void LogPage::save()
{
    auto* dialog = new QFileDialog(window(), tr("Save the Log"));
    dialog->setObjectName(QStringLiteral("saveLogDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("log"));
    dialog->selectFile(QStringLiteral("stellatune-plugins.log"));
    connect(dialog, &QFileDialog::fileSelected, this, &LogPage::write);
    dialog->open();
}

void LogPage::write(const QString& name)
{
    QSaveFile file(name);
    const QByteArray text = m_lines->toPlainText().toUtf8() + '\n';
    const bool isSaved = file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit();
    m_unsaved->setText(isSaved ? QString()
                               : tr("The log could not be saved as %1: %2. Choose another place.")
                                     .arg(QDir::toNativeSeparators(name), file.errorString()));
}

QWidget* LogPage::makeSender()
{
    auto* sender = new QWidget(this);
    m_target = new QComboBox(sender);
    m_target->setObjectName(QStringLiteral("messageTarget"));
    m_target->setAccessibleName(tr("Who gets the message"));
    m_target->addItem(tr("All plugins"), QString());
    m_target->setMinimumWidth(160);
    m_target->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_topic = new QLineEdit(QStringLiteral("player.event"), sender);
    m_topic->setObjectName(QStringLiteral("messageTopic"));
    m_topic->setAccessibleName(tr("Topic of the message"));
    m_topic->setPlaceholderText(tr("topic"));
    m_topic->setFixedWidth(160);
    m_payload = new QLineEdit(QStringLiteral("{}"), sender);
    m_payload->setObjectName(QStringLiteral("messagePayload"));
    m_payload->setAccessibleName(tr("Message in JSON"));
    m_payload->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_send = new QPushButton(tr("Se&nd"), sender);
    m_send->setObjectName(QStringLiteral("messageSend"));
    m_send->setAccessibleName(tr("Send the message"));
    m_send->setAutoDefault(false);
    m_sent = makeQuietLabel("messageSent", tr("A message in JSON, for those who write plugins."), sender);
    m_refused = new NoticeBox("messageRefused", NoticeBox::Dismissable::No, sender);

    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_target);
    row->addWidget(m_topic);
    row->addWidget(m_payload, 1);
    row->addWidget(m_send);
    auto* layout = new QVBoxLayout(sender);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(row);
    layout->addWidget(m_refused);
    layout->addWidget(m_sent);
    connect(m_send, &QPushButton::clicked, this, &LogPage::send);
    connect(m_payload, &QLineEdit::returnPressed, this, &LogPage::send);
    return sender;
}

void LogPage::showAllLines()
{
    m_lines->clear();
    m_last = 0;
    showNewLines();
}

void LogPage::showNewLines()
{
    if (m_desk.coordinator() == nullptr)
        return;
    const std::string wanted = m_filter->currentData().toString().toStdString();
    const auto pluginId = wanted.empty() ? std::optional<std::string_view>() : std::string_view(wanted);
    const auto lowest = static_cast<LogLevel>(m_level->currentData().toInt());
    for (const PluginLog::Line& line : m_desk.coordinator()->pluginLog().lines(pluginId, m_last)) {
        m_last = line.number;
        if (line.level < lowest)
            continue;
        const PluginStatus* plugin = m_desk.find(line.pluginId);
        m_lines->appendPlainText(
            lineText(line, plugin == nullptr ? QString::fromStdString(line.pluginId) : pluginName(*plugin)));
    }
    for (QPushButton* button : {m_copy, m_save})
        button->setEnabled(!m_lines->document()->isEmpty());
}

void LogPage::followPlugins()
{
    const auto& plugins = m_desk.plugins();
    fillWithPlugins(*m_filter, plugins);
    fillWithPlugins(*m_target, plugins);
    m_send->setEnabled(m_desk.coordinator() != nullptr);
}

void LogPage::send()
{
    m_refused->setText({});
    m_sent->setText({});
    if (m_desk.coordinator() == nullptr)
        return;
    QJsonParseError fault;
    const QByteArray payload = m_payload->text().toUtf8();
    const QJsonDocument json = QJsonDocument::fromJson(payload, &fault);
    if (json.isNull()) {
        m_refused->setText(tr("This is not JSON at character %1: %2. Write for example {\"volume\": 0.5}.")
                               .arg(fault.offset + 1)
                               .arg(fault.errorString()));
        return;
    }
    const std::string topic = m_topic->text().trimmed().toStdString();
    if (topic.empty()) {
        m_refused->setText(tr("The message has no topic. Write for example player.event."));
        return;
    }
    const std::string text = json.toJson(QJsonDocument::Compact).toStdString();
    EventHub& events = m_desk.coordinator()->events();
    const QString id = m_target->currentData().toString();
    if (id.isEmpty()) {
        const uint32_t reached = events.broadcast(topic, text);
        m_sent->setText(reached == 0   ? tr("No plugin is loaded, so nobody got it.")
                        : reached == 1 ? tr("Sent to 1 plugin.")
                                       : tr("Sent to %1 plugins.").arg(reached));
    } else if (events.send(id.toStdString(), topic, text)) {
        m_sent->setText(tr("Sent to %1.").arg(m_target->currentText()));
    } else {
        m_sent->setText(tr("%1 is not loaded, so it did not get it.").arg(m_target->currentText()));
    }
}

} // namespace stellatune
