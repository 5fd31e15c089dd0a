#include "app/ui/signal_badge.h"

#include "app/ui/icons.h"
#include "app/ui/theme.h"

#include <QLocale>
#include <QPainter>

#include <cmath>

namespace stellatune {
namespace {

constexpr int kHeight = 28;
constexpr int kIcon = 16;
constexpr int kGap = 6;

QString rate(uint32_t hertz)
{
    return QStringLiteral("%1 kHz").arg(QString::number(hertz / 1000.0, 'g', 6));
}

QString describeFormat(const AudioFormat& format, SampleFormat samples)
{
    return QStringLiteral("%1, %2, %3")
        .arg(rate(format.sampleRate), QString::fromStdString(format.layout.name()),
             QString::fromStdString(describe(samples)));
}

} // namespace

QString describeSignalPath(const SignalPath& path)
{
    QStringList lines;
    const auto tr = [](const char* text) { return SignalBadge::tr(text); };
    const QString bits =
        path.significantBits > 0 ? QStringLiteral("%1 bit").arg(path.significantBits) : tr("lossy");
    lines << tr("File: %1, %2, %3, %4")
                 .arg(QString::fromStdString(path.codec), rate(path.sourceFormat.sampleRate),
                      QString::fromStdString(path.sourceFormat.layout.name()), bits);
    if (path.converted)
        lines << tr("Converted to 32 bit float");
    if (path.replayGain != 1.0F)
        lines << tr("ReplayGain: %1 dB").arg(20.0 * std::log10(path.replayGain), 0, 'f', 1);
    if (path.remixed)
        lines << tr("Channels: %1 to %2")
                     .arg(QString::fromStdString(path.sourceFormat.layout.name()),
                          QString::fromStdString(path.outputFormat.layout.name()));
    if (path.resampled)
        lines << tr("Resampled: %1 to %2")
                     .arg(rate(path.sourceFormat.sampleRate), rate(path.outputFormat.sampleRate));
    if (!path.volumeIsOne)
        lines << tr("Volume: below 100 %");
    lines << tr("Output: %1, %2")
                 .arg(QString::fromStdString(path.device),
                      describeFormat(path.outputFormat, path.outputSamples));
    if (path.isBitPerfect())
        lines << tr("Bit-perfect: no sample is changed on the way to %1")
                     .arg(QString::fromStdString(path.transparentUpTo));
    return lines.join(QLatin1Char('\n'));
}

SignalBadge::SignalBadge(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void SignalBadge::setPath(const std::optional<SignalPath>& path)
{
    const QString text = path ? QString::fromStdString(path->summary()) : QString();
    m_bitPerfect = path && path->isBitPerfect();
    if (const QString whole = path ? describeSignalPath(*path) : QString(); whole != toolTip())
        setToolTip(whole);
    if (text == m_text)
        return;
    m_text = text;
    m_shortText = text;
    if (path && !path->transparentUpTo.empty())
        m_shortText.remove(QStringLiteral(" to ") + QString::fromStdString(path->transparentUpTo));
    setAccessibleDescription(text);
    update();
}

QString SignalBadge::shownText(int width) const
{
    const bool fits = fontMetrics().horizontalAdvance(m_text) <= width;
    return fontMetrics().elidedText(fits ? m_text : m_shortText, Qt::ElideRight, width);
}

QSize SignalBadge::sizeHint() const
{
    return {kIcon + kGap + fontMetrics().horizontalAdvance(m_text), kHeight};
}

QSize SignalBadge::minimumSizeHint() const
{
    return {kIcon + kGap + 8 * fontMetrics().averageCharWidth(), kHeight};
}

void SignalBadge::paintEvent(QPaintEvent*)
{
    if (m_text.isEmpty())
        return;
    QPainter painter(this);
    const Colours& colours = coloursOf(palette());
    const int iconSpace = m_bitPerfect ? kIcon + kGap : 0;
    const QString shown = shownText(width() - iconSpace);
    const int textWidth = fontMetrics().horizontalAdvance(shown);
    const int left = std::max(0, width() - textWidth - iconSpace); // the bar's right edge is the common edge
    if (m_bitPerfect)
        painter.drawPixmap(left, (height() - kIcon) / 2,
                           iconPixmap(Icon::BitPerfect, kIcon, colours.accent, devicePixelRatioF()));
    painter.setPen(colours.secondaryText);
    painter.drawText(QRect(left + iconSpace, 0, width() - left - iconSpace, height()),
                     Qt::AlignVCenter | Qt::TextSingleLine, shown);
}

} // namespace stellatune
