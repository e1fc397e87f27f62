# For `astro dev start`. The local stack of `make demo` does not use it.
FROM astrocrpublic.azurecr.io/runtime:3.3-2-python-3.11

# Tasks are forked from the scheduler and inherit the heavy imports: a task starts in a fraction of a second.
COPY stack/airflow_local_settings.py ${AIRFLOW_HOME}/config/airflow_local_settings.py
ENV PYTHONPATH=${AIRFLOW_HOME}
