// What the samples go through between file and ear, in a line; the whole path in the tooltip and on a click.
#pragma once

#include "app/ui/flat_button.h"
#include "engine/control/player.h"

namespace stellatune {

class SignalBadge : public FlatButton {
    Q_OBJECT

  public:
    explicit SignalBadge(QWidget* parent = nullptr);

    void setPath(const std::optional<SignalPath>& path);
    /// What stands in so many pixels.
    QString shownText(int width) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString m_text;
    QString m_shortText; ///< for where m_text does not fit
    bool m_bitPerfect = false;
};

} // namespace stellatune
