"""
Counts loan files by the Spark script, one after the other in one Spark.

Standard input is JSON lines, {"script", "args"}, of what the product gives spark-submit; standard output one JSON line for
each: the script's report, with the counts that it wrote to Parquet, or {"refused": words}. A script of another
path is another program: a changed one is held against the same files so.
"""

import importlib.util
import json
import os
import shutil
import sys

from pyspark.sql import SparkSession

# Java writes to the same standard output; what is answered goes where it went before.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", False)
    .config("spark.sql.shuffle.partitions", 1)
    # A file of the size that files have here is cut into some parts, as a large one is in EMR.
    .config("spark.sql.files.maxPartitionBytes", 20_011)
    .config("spark.sql.catalogImplementation", "in-memory")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")
scripts = {}


def script_at(path):
    if path not in scripts:
        name = f"loan_tracker_{len(scripts)}"
        spec = importlib.util.spec_from_file_location(name, path)
        scripts[path] = sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(scripts[path])
    return scripts[path]


def count(script, arguments):
    report = script.count_loans(
        spark,
        input_uri=arguments.input,
        output_uri=arguments.output,
        contract=arguments.contract,
        multi_line=arguments.multi_line,
        line_end=script.LINE_ENDS[arguments.line_ends or "lf"],
    )
    rows = spark.read.parquet(arguments.output).collect()
    return {
        **report,
        "parquet": {row["loan_category"]: row["count"] for row in rows},
        "parquet_sums": {
            column.name: {row["loan_category"]: f"{row[column.sum_as]:f}" for row in rows}
            for column in arguments.contract.summed
        },
    }


def answer(asked):
    script = script_at(asked["script"])
    arguments = script.parse_arguments(asked["args"])
    try:
        return count(script, arguments)
    except Exception as error:
        return {"refused": str(error).split("\n")[0]}
    finally:
        shutil.rmtree(arguments.output, ignore_errors=True)


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), file=answers, flush=True)
spark.stop()
