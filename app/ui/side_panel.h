// The left side: what the playlist is, what to do with it, and the cover of what plays.
#pragma once

#include <QImage>
#include <QWidget>

namespace stellatune {

class Actions;
class CoverView;
class ElidedLabel;

class SidePanel : public QWidget {
    Q_OBJECT

  public:
    explicit SidePanel(const Actions& actions, QWidget* parent = nullptr);

    void setSummary(int tracks, double seconds);
    void setCover(const QImage& cover);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    ElidedLabel* m_summary;
    CoverView* m_cover;
};

} // namespace stellatune
