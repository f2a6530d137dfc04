"""The resource directory in and out: HSDS JSON, CSV and XLSX, with a report line by line."""
