#pragma once

#include "analysis/blame.h"

#include <QAbstractTableModel>

namespace rt0::ui {

class Session;

/// One row for each init of the session's start-up, in the order they ran. Sorting and filtering belong to
/// proxies over SortRole (sheet/sheetroles.h).
class PackageModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Order, Package, Time, TimeShare, Start, Bytes, Allocs, Group, ColumnCount };
    explicit PackageModel(Session& session, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void reload();

    Session& m_session;
    InitTotals m_totals;
    std::vector<QString> m_groups;
    int m_rows = 0;
};

} // namespace rt0::ui
