-- The import itself.
INSERT INTO import_log VALUES (
    getvariable('import_id'), $imported_at, $list_on, $mode, $kind, $preset, $layout, $file_name, $file_sha256,
    to_json(getvariable('entities')), $rows_read, $accepted, $quarantined, $inferred_settled, $totals, $file_totals,
    $imported_by
)
