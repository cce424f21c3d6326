-- Every cell as text; rows that are torn go to reject_errors with their line.
read_csv($path, columns = {$columns}, auto_detect = false, header = false, skip = $skip, delim = $delimiter,
    quote = '"', escape = '"', store_rejects = true, rejects_limit = 0, max_line_size = 16777216,
    rejects_table = 'torn_rows', rejects_scan = 'torn_scans' $options)
