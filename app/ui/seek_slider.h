// Where in the track the music is; a click, a drag, the wheel or the keyboard asks to be elsewhere.
#pragma once

#include "app/ui/flat_slider.h"

namespace stellatune {

class SeekSlider : public FlatSlider {
    Q_OBJECT

  public:
    explicit SeekSlider(QWidget* parent = nullptr);

    /// 0 or less: nothing to seek in.
    void setDuration(double seconds);
    /// Follows the player; left alone while the user drags.
    void setPosition(double seconds);

  signals:
    void seekRequested(double seconds);
    /// While the knob is dragged: where it would go.
    void previewed(double seconds);

  private:
    void showTimeAt(int value, int x);

    bool m_followsPlayer = false; ///< the change of value now under way is not the user's
};

} // namespace stellatune
