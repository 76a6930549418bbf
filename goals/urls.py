"""Addresses of goals and plans; one block a topic."""

from django.urls import URLPattern, path

from goals.views import (
    goal_forms,
    goal_pages,
    goals,
    plan_drafts,
    plan_files,
    plan_publication,
    plans,
)

urlpatterns: list[URLPattern] = [
    # ── Goals ───────────────────────────────────────────────────────────────
    path("goals/", goals.goals, name="goals"),
    path("goals.csv", goals.goals_csv, name="goals_csv"),
    path("goals.xlsx", goals.goals_xlsx, name="goals_xlsx"),
    path("goals/tree/", goals.tree, name="goal_tree"),
    path("goals/reminders/", goals.reminders, name="goal_reminders"),
    path("goals/of/<int:rep_id>/", goals.goals_of, name="goals_of"),
    path("goals/new/", goal_forms.goal_new, name="goal_new"),
    path("goals/<int:goal_id>/edit/", goal_forms.goal_edit, name="goal_edit"),
    path("goals/<int:goal_id>/", goal_pages.goal, name="goal"),
    path("goals/<int:goal_id>/check-ins/", goal_pages.goal_check_in, name="goal_check_in"),
    path(
        "goals/<int:goal_id>/check-ins.csv",
        goal_pages.goal_check_ins_csv,
        name="goal_check_ins_csv",
    ),
    path(
        "goals/<int:goal_id>/check-ins.xlsx",
        goal_pages.goal_check_ins_xlsx,
        name="goal_check_ins_xlsx",
    ),
    path("goals/<int:goal_id>/status/", goal_pages.goal_status, name="goal_status"),
    path("goals/<int:goal_id>/closure/", goal_pages.goal_closure, name="goal_closure"),
    path("goals/<int:goal_id>/reopening/", goal_pages.goal_reopening, name="goal_reopening"),
    path(
        "goals/<int:goal_id>/milestones/<int:milestone_id>/",
        goal_pages.goal_milestone,
        name="goal_milestone",
    ),
    # ── Plans: North Star ───────────────────────────────────────────────────
    path("plan/", plans.plans, name="plans"),
    path("plan/new/", plans.plan_new, name="plan_new"),
    path("plan/<int:plan_id>/", plans.plan, name="plan"),
    path("plan/<int:plan_id>/removal/", plans.plan_removal, name="plan_removal"),
    path(
        "plan/<int:plan_id>/scenarios/<int:scenario_id>/choice/",
        plans.scenario_choice,
        name="scenario_choice",
    ),
    path(
        "plan/<int:plan_id>/scenarios/<int:scenario_id>/removal/",
        plans.scenario_removal,
        name="scenario_removal",
    ),
    path("plan/<int:plan_id>/comparison/", plan_files.comparison, name="plan_comparison"),
    path("plan/<int:plan_id>/drafts/", plan_drafts.drafts, name="plan_drafts"),
    path(
        "plan/<int:plan_id>/drafts/<int:card_id>/",
        plan_publication.draft,
        name="plan_draft",
    ),
    path(
        "plan/<int:plan_id>/drafts/<int:card_id>/removal/",
        plan_publication.draft_removal,
        name="plan_draft_removal",
    ),
    path("plan/<int:plan_id>/reps/", plan_files.reps, name="plan_reps"),
    path("plan/<int:plan_id>/tables/<slug:table>.csv", plan_files.plan_csv, name="plan_csv"),
    path("plan/<int:plan_id>/tables/<slug:table>.xlsx", plan_files.plan_xlsx, name="plan_xlsx"),
]
