#include "app/ui/signal_path_panel.h"

#include "app/playlist/player_controller.h"
#include "app/ui/icons.h"
#include "app/ui/theme.h"
#include "app/ui/wrapped_label.h"

#include <QPainter>
#include <QVBoxLayout>
#include <QtConcurrent>

namespace stellatune {
namespace {

constexpr int kLookIntervalMs = 250;
constexpr int kAskIntervalMs = 2'000;
constexpr int kRail = 24; ///< left of the words
constexpr qreal kDot = 4.0;
constexpr int kMostTitleLines = 2;
constexpr int kMostDetailLines = 4;
constexpr int kMostVerdictLines = 8;

/// Words beside a dot on a line that runs through all of them: filled where samples are changed.
class StageRow : public QWidget {
  public:
    StageRow(const SignalStage& stage, bool isFirst, bool isLast, QWidget* parent)
        : QWidget(parent), m_stage(stage), m_isFirst(isFirst), m_isLast(isLast),
          m_title(new WrappedLabel(kMostTitleLines, QPalette::WindowText, this))
    {
        QFont bold = font();
        bold.setWeight(QFont::DemiBold);
        m_title->setFont(bold);
        m_title->setText(stage.title);
        auto* detail = new WrappedLabel(kMostDetailLines, QPalette::PlaceholderText, this);
        detail->setText(stage.detail);
        auto* lines = new QVBoxLayout(this);
        lines->setContentsMargins(kRail, 0, 0, isLast ? 0 : 12);
        lines->setSpacing(2);
        lines->addWidget(m_title);
        lines->addWidget(detail);
        setAccessibleName(QStringLiteral("%1: %2").arg(stage.title, stage.detail));
    }

  protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Colours& colours = coloursOf(palette());
        const qreal x = kDot + 2;
        const qreal y = m_title->geometry().top() + m_title->fontMetrics().height() / 2.0;
        painter.setPen(QPen(colours.groove, 2.0));
        if (!m_isFirst)
            painter.drawLine(QPointF(x, 0), QPointF(x, y - kDot - 3));
        if (!m_isLast)
            painter.drawLine(QPointF(x, y + kDot + 3), QPointF(x, height()));
        const QColor colour = m_stage.isChange    ? colours.warning
                              : m_stage.isUnknown ? colours.secondaryText
                                                  : colours.accent;
        painter.setPen(QPen(colour, 2.0));
        painter.setBrush(m_stage.isUnknown ? QBrush(Qt::NoBrush) : QBrush(colour));
        painter.drawEllipse(QPointF(x, y), kDot, kDot);
    }

  private:
    const SignalStage m_stage;
    const bool m_isFirst;
    const bool m_isLast;
    WrappedLabel* m_title;
};

} // namespace

/// What it comes to, on a ground of its own, with a mark where nothing is changed.
class SignalPathPanel::Verdict : public QWidget {
  public:
    explicit Verdict(QWidget* parent)
        : QWidget(parent), m_text(new WrappedLabel(kMostVerdictLines, QPalette::WindowText, this))
    {
        m_text->setObjectName(QStringLiteral("signalVerdict"));
        m_layout = new QVBoxLayout(this);
        m_layout->addWidget(m_text);
    }

    void show(const QString& text, bool isGood)
    {
        m_isGood = isGood;
        m_text->setText(text);
        m_layout->setContentsMargins(isGood ? kEdge + kIcon + 10 : kEdge, 10, kEdge, 10);
        update();
    }

  protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Colours& colours = coloursOf(palette());
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_isGood ? colours.selected : colours.hover);
        painter.drawRoundedRect(QRectF(rect()), 6, 6);
        if (m_isGood)
            painter.drawPixmap(QPoint(kEdge, 9),
                               iconPixmap(Icon::BitPerfect, kIcon, colours.accent, devicePixelRatioF()));
    }

  private:
    static constexpr int kEdge = 12;
    static constexpr int kIcon = 20;

    WrappedLabel* m_text;
    QVBoxLayout* m_layout;
    bool m_isGood = false;
};

SignalPathPanel::SignalPathPanel(PlayerController& player, QWidget* parent)
    : QWidget(parent), m_player(player), m_rows(new QVBoxLayout), m_verdict(new Verdict(this))
{
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(0);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addWidget(m_verdict);
    layout->addLayout(m_rows);
    layout->addStretch();

    m_look.setInterval(kLookIntervalMs);
    m_ask.setInterval(kAskIntervalMs);
    connect(&m_look, &QTimer::timeout, this, &SignalPathPanel::look);
    connect(&m_ask, &QTimer::timeout, this, &SignalPathPanel::askServer);
    connect(&m_answer, &QFutureWatcherBase::finished, this, [this] {
        m_server = m_answer.result();
        look();
    });
    connect(&player, &PlayerController::deviceOpened, this, [this] {
        m_server.reset();
        if (!isVisible())
            return;
        look();
        askServer();
    });
    showStages();
}

void SignalPathPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_server.reset(); // what it said when this was open last
    look();
    askServer();
    m_look.start();
    m_ask.start();
}

void SignalPathPanel::hideEvent(QHideEvent* event)
{
    m_look.stop();
    m_ask.stop();
    QWidget::hideEvent(event);
}

bool SignalPathPanel::isThroughPulse() const
{
    return m_path && m_path->choice.interface == "pulse";
}

void SignalPathPanel::look()
{
    const bool wasThroughPulse = isThroughPulse();
    m_path = m_player.snapshot().signalPath;
    if (!isThroughPulse())
        m_server.reset();
    else if (!wasThroughPulse)
        askServer();
    if (m_path)
        showStory(signalStory(*m_path, m_server));
    else
        showStory({});
}

void SignalPathPanel::askServer()
{
    if (isThroughPulse() && !m_answer.isRunning())
        m_answer.setFuture(QtConcurrent::run(readServerRoute));
}

void SignalPathPanel::showStory(const SignalStory& story)
{
    if (story == m_story)
        return;
    m_story = story;
    showStages();
    emit changed();
}

void SignalPathPanel::showStages()
{
    while (QLayoutItem* item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const QList<SignalStage>& stages = m_story.stages;
    for (qsizetype i = 0; i < stages.size(); ++i) {
        auto* row = new StageRow(stages[i], i == 0, i + 1 == stages.size(), this);
        m_rows->addWidget(row);
        row->show(); // at once, or it has no height yet
    }
    m_verdict->show(stages.isEmpty() ? tr("Nothing plays. While something does, you see here what happens to "
                                          "the sound on its way from the file to the device.")
                                     : m_story.verdict,
                    m_story.isBitPerfect);
}

} // namespace stellatune
