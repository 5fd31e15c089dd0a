#include "app/ui/settings/config_form.h"

#include "app/ui/icons.h"
#include "app/ui/settings/fact_list.h"
#include "app/ui/theme.h"

#include <QGridLayout>
#include <QJsonDocument>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace stellatune {
namespace {

constexpr int kTellDelayMs = 40; ///< of what is heard while a slider is dragged
constexpr int kCaptionWidth = 136;
constexpr int kIcon = 16;

QJsonObject objectIn(const std::string& json)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
}

/// With the mark and in the colour of a message.
class RefusalLabel final : public QLabel {
  public:
    explicit RefusalLabel(QWidget* parent) : QLabel(parent)
    {
        setTextFormat(Qt::PlainText);
        setWordWrap(true);
        setContentsMargins(kIcon + 6, 0, 0, 0);
        hide();
    }

  protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        const QColor& warning = coloursOf(palette()).warning;
        painter.drawPixmap(0, (fontMetrics().height() - kIcon) / 2,
                           iconPixmap(Icon::Warning, kIcon, warning, devicePixelRatioF()));
        painter.setPen(warning);
        painter.drawText(contentsRect(), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, text());
    }
};

void say(QLabel& label, const QString& text)
{
    label.setText(text);
    label.setAccessibleName(text);
    label.setVisible(!text.isEmpty());
}

} // namespace

ConfigForm::ConfigForm(QWidget* parent)
    : QWidget(parent), m_layout(new QVBoxLayout(this)), m_refusal(new RefusalLabel(this)),
      m_reset(new QPushButton(tr("Reset"), this)), m_undo(new QPushButton(tr("Undo"), this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(16);
    m_refusal->setObjectName(QStringLiteral("configRefusal"));
    m_reset->setObjectName(QStringLiteral("configReset"));
    m_reset->setAccessibleName(tr("Reset all to what the plugin starts with"));
    m_reset->setToolTip(tr("Back to what the plugin starts with"));
    m_reset->setAutoDefault(false);
    m_undo->setObjectName(QStringLiteral("configUndo"));
    m_undo->setAccessibleName(tr("Undo: Reset"));
    m_undo->setToolTip(tr("Back to what was set before the reset"));
    m_undo->setAutoDefault(false);
    m_undo->hide();
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_reset);
    buttons->addWidget(m_undo);
    buttons->addStretch();
    m_layout->addWidget(m_refusal);
    m_layout->addLayout(buttons);
    connect(m_reset, &QPushButton::clicked, this, &ConfigForm::reset);
    connect(m_undo, &QPushButton::clicked, this, &ConfigForm::undoReset);
    m_tell.setSingleShot(true);
    m_tell.setInterval(kTellDelayMs);
    connect(&m_tell, &QTimer::timeout, this, [this] { emit changed(config()); });
    hide(); // until there is something to configure
}

void ConfigForm::present(const std::string& schema, const std::string& defaults, const std::string& config)
{
    m_tell.stop();
    m_beforeReset.reset();
    m_defaults = objectIn(defaults);
    m_config = config.empty() ? m_defaults : objectIn(config);
    if (schema != m_schema || m_body == nullptr) {
        m_schema = schema;
        build();
    }
    say(*m_refusal, {});
    for (const Row& row : m_rows)
        say(*row.refusal, {});
    showValues();
    setVisible(!isEmpty());
}

std::string ConfigForm::config() const
{
    return QJsonDocument(m_config).toJson(QJsonDocument::Compact).toStdString();
}

void ConfigForm::build()
{
    if (m_body != nullptr) {
        // A field that goes with the focus in it tells of what was typed, which is about another form.
        for (const Row& row : m_rows)
            row.editor->disconnect(this);
        m_rows.clear();
        m_body->hide();
        m_body->deleteLater();
    }
    m_body = new QWidget(this);
    auto* grid = new QGridLayout(m_body);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(4);
    grid->setColumnMinimumWidth(0, kCaptionWidth);
    grid->setColumnStretch(1, 1);
    QString group;
    for (const ConfigField& field : configFields(m_schema)) {
        if (field.group != group) {
            group = field.group;
            auto* heading = new QLabel(group, m_body);
            heading->setObjectName(QStringLiteral("configGroup"));
            heading->setTextFormat(Qt::PlainText);
            QFont font = heading->font();
            font.setWeight(QFont::DemiBold);
            heading->setFont(font);
            heading->setContentsMargins(0, 12, 0, 4);
            grid->addWidget(heading, grid->rowCount(), 0, 1, 2);
        }
        addRow(*grid, field);
    }
    m_layout->insertWidget(0, m_body);
}

void ConfigForm::addRow(QGridLayout& grid, const ConfigField& field)
{
    const QString name = QStringLiteral("config_") + field.key;
    ConfigEditor* editor = makeConfigEditor(field, EditorSize::Full, name, m_body);
    editor->setObjectName(name);
    auto* refusal = new RefusalLabel(m_body);
    refusal->setObjectName(name + QStringLiteral("_refusal"));
    const int first = editor->isWide() ? 0 : 1;
    const int span = editor->isWide() ? 2 : 1;
    int at = grid.rowCount();
    if (!editor->hasTitle()) {
        auto* caption = new QLabel(field.title, m_body);
        caption->setTextFormat(Qt::PlainText);
        caption->setWordWrap(true);
        caption->setBuddy(editor);
        if (!editor->isWide())
            caption->setMinimumHeight(32); // on a line with the field
        if (editor->isWide() && !field.unit.isEmpty())
            caption->setText(QStringLiteral("%1 (%2)").arg(field.title, field.unit));
        grid.addWidget(caption, at, 0, 1, span, editor->isWide() ? Qt::Alignment() : Qt::AlignTop);
        at += editor->isWide() ? 1 : 0;
    }
    grid.addWidget(editor, at, first, 1, span);
    if (!field.description.isEmpty())
        grid.addWidget(makeQuietLabel("configDescription", field.description, m_body), ++at, first, 1, span);
    grid.addWidget(refusal, ++at, first, 1, span);
    grid.setRowMinimumHeight(++at, 4);
    const size_t row = m_rows.size();
    m_rows.push_back({field, editor, refusal});
    connect(editor, &ConfigEditor::edited, this, [this, row] { take(row); });
}

QJsonValue ConfigForm::valueOf(const ConfigField& field) const
{
    return m_config.contains(field.key) ? m_config[field.key] : field.defaultValue;
}

void ConfigForm::showValues()
{
    for (const Row& row : m_rows)
        row.editor->setValue(valueOf(row.field));
    for (const Row& row : m_rows)
        follow(row);
    showButtons();
}

void ConfigForm::showButtons()
{
    m_reset->setEnabled(std::any_of(m_rows.begin(), m_rows.end(), [this](const Row& row) {
        return valueOf(row.field) != row.field.defaultValue;
    }));
    m_undo->setVisible(m_beforeReset.has_value());
}

/// Shows what the choice of `row` means for others.
void ConfigForm::follow(const Row& row)
{
    for (const ConfigChoice& choice : row.field.choices) {
        if (choice.sets.isEmpty() || choice.value != valueOf(row.field))
            continue;
        for (const Row& other : m_rows) {
            if (!choice.sets.contains(other.field.key))
                continue;
            m_config.insert(other.field.key, choice.sets[other.field.key]);
            other.editor->setValue(choice.sets[other.field.key]);
        }
    }
}

void ConfigForm::take(size_t row)
{
    const Row& edited = m_rows[row];
    m_config.insert(edited.field.key, edited.editor->value());
    // A value that was a part of another's choice makes that choice the user's own, which sets nothing.
    for (const Row& other : m_rows) {
        const auto& choices = other.field.choices;
        const QJsonValue chosen = valueOf(other.field);
        const bool wasPart = std::any_of(choices.begin(), choices.end(), [&](const ConfigChoice& choice) {
            return choice.value == chosen && choice.sets.contains(edited.field.key);
        });
        const auto own = std::find_if(choices.begin(), choices.end(),
                                      [](const ConfigChoice& choice) { return choice.sets.isEmpty(); });
        if (!wasPart || own == choices.end())
            continue;
        m_config.insert(other.field.key, own->value);
        other.editor->setValue(own->value);
    }
    follow(edited);
    m_beforeReset.reset();
    changedByUser();
}

void ConfigForm::reset()
{
    m_beforeReset = m_config;
    for (const Row& row : m_rows)
        m_config.insert(row.field.key, row.field.defaultValue);
    showValues();
    changedByUser();
    m_undo->setFocus(Qt::TabFocusReason); // the button is used up
}

void ConfigForm::undoReset()
{
    if (!m_beforeReset)
        return;
    m_config = *std::exchange(m_beforeReset, std::nullopt);
    showValues();
    changedByUser();
    m_reset->setFocus(Qt::TabFocusReason);
}

void ConfigForm::changedByUser()
{
    say(*m_refusal, {});
    for (const Row& row : m_rows)
        say(*row.refusal, {});
    showButtons();
    if (!m_tell.isActive())
        m_tell.start();
}

void ConfigForm::showRefusal(const QString& reason)
{
    for (const Row& row : m_rows) {
        // Or a part of it: "bands[2].q".
        static const QString pattern = QStringLiteral("\"%1(?:\\[(\\d+)\\])?(?:\\.[^\"]*)?\"");
        const QRegularExpression named(pattern.arg(QRegularExpression::escape(row.field.key)));
        const QRegularExpressionMatch found = named.match(reason);
        if (!found.hasMatch())
            continue;
        // People know the field by its title.
        const QString title =
            found.captured(1).isEmpty()
                ? QStringLiteral("“%1”").arg(row.field.title)
                : tr("“%1”, number %2,").arg(row.field.title).arg(found.captured(1).toInt() + 1);
        say(*row.refusal, QString(reason).replace(found.capturedStart(), found.capturedLength(), title));
        return;
    }
    say(*m_refusal, reason);
}

void ConfigForm::flush()
{
    if (!m_tell.isActive())
        return;
    m_tell.stop();
    emit changed(config());
}

void ConfigForm::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Undo) && m_beforeReset)
        undoReset();
    else
        QWidget::keyPressEvent(event);
}

void ConfigForm::hideEvent(QHideEvent* event)
{
    flush();
    QWidget::hideEvent(event);
}

} // namespace stellatune
